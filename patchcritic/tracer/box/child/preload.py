"""The standard library, loaded while files can still be opened; later imports are undecided.

The evaluator makes private copies of some modules and imports others when traced code does. Both
would open files, and the wall ends a process that tries; so whatever the purity table names is
imported now, the code of pure-Python modules stays in memory, and what is not there is unknown.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import NoReturn

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.stdlib import BUILDERS, CONTAINED
from patchcritic.tracer.host.stdlib.pure import PURE

ALSO = (
    # Imported by functions of the modules that the table names.
    "_strptime", "_pydecimal", "_pydatetime", "encodings.ascii", "encodings.latin_1",
    "encodings.utf_8", "encodings.utf_8_sig", "encodings.utf_16", "encodings.utf_16_le",
    "encodings.utf_16_be", "encodings.utf_32", "encodings.utf_32_le", "encodings.utf_32_be",
    "encodings.utf_7", "encodings.cp1252", "encodings.cp437", "encodings.iso8859_1",
    "encodings.iso8859_15", "encodings.idna", "encodings.punycode", "encodings.hex_codec",
    "encodings.base64_codec", "encodings.rot_13", "encodings.unicode_escape",
    "encodings.raw_unicode_escape", "encodings.charmap", "encodings.undefined",
    # Named so often that their classes should be there.
    "subprocess", "socket", "unittest", "xml.etree.ElementTree", "sqlite3", "ssl", "select",
)  # fmt: skip


class KeptLoader(Loader):
    """Runs a module's code from memory."""

    def __init__(self, code: CodeType) -> None:
        self._code = code

    def exec_module(self, module: ModuleType) -> None:
        """Run our interpreter's own module; nothing of a repository comes here."""
        exec(self._code, module.__dict__)  # noqa: S102


class Refuser(MetaPathFinder):
    """Answers every import of what is not loaded."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> NoReturn:
        """Raise ``Undecided`` for a module of the standard library, and else ``ImportError``:
        it asks for nothing else but what is only there on some machines (``org`` of Jython)."""
        if fullname.partition(".")[0] not in sys.stdlib_module_names:
            raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)
        raise Undecided(UndecidedKind.STDLIB, f"the module {fullname} is not loaded")


def load_host_modules() -> None:
    """Import what the purity table names, and keep the code of pure-Python modules."""
    for name in _names():
        with suppress(ImportError):  # another version's, or an optional part of Python
            import_module(name)
    for name, module in tuple(sys.modules.items()):
        spec = getattr(module, "__spec__", None)
        if name.partition(".")[0] not in sys.stdlib_module_names or spec is None:
            continue
        if isinstance(spec.loader, SourceFileLoader):
            _keep(spec, name)


def refuse_imports() -> None:
    """From here on nothing is imported any more."""
    sys.meta_path.insert(0, Refuser())


def _names() -> Iterator[str]:
    yield from BUILDERS
    yield from CONTAINED
    yield from (row.name for row in PURE)
    yield from ALSO


def _keep(spec: ModuleSpec, name: str) -> None:
    assert isinstance(spec.loader, SourceFileLoader)
    code = spec.loader.get_code(name)
    if code is not None:
        spec.loader = KeptLoader(code)
