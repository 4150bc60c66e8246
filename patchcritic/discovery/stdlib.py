"""Names from outside the repository that have a value known in advance."""

from __future__ import annotations

import builtins
import importlib
import sys
import types
from enum import Enum
from typing import Any, Final

from patchcritic.discovery.values import External, Instance, Mark, is_plain

_READABLE: Final = frozenset(
    {
        "abc", "base64", "builtins", "collections", "collections.abc", "contextlib", "copy",
        "dataclasses", "datetime", "decimal", "enum", "fractions", "functools", "hashlib",
        "inspect", "io", "ipaddress", "itertools", "json", "math", "numbers", "operator",
        "os.path", "pathlib", "pickle", "re", "string", "struct", "tempfile", "textwrap",
        "threading", "types", "typing", "urllib.parse", "uuid", "zoneinfo",
    }
)  # fmt: skip
"""Pure modules of the standard library whose constants may be read. None of them can be the
repository's: names of the standard library never resolve to a file there."""
_READABLE_NAMES: Final = frozenset(
    {"os.name", "os.sep", "os.linesep", "os.pathsep", "os.PathLike", "os.fspath",
     "sys.maxsize", "sys.platform", "sys.byteorder", "sys.maxunicode", "sys.version_info"}
)  # fmt: skip
BUILTINS: Final = frozenset(dir(builtins))
_GENERIC: Final = frozenset({"list", "dict", "tuple", "set", "frozenset", "type"})
_NOT_GENERIC: Final = frozenset({"Union", "Annotated"})


def external_value(dotted: str) -> Any:
    """A constant of the standard library, a mark, or the name itself."""
    if dotted.startswith("pytest.mark."):
        return Mark(name=dotted.rpartition(".")[2])
    found = real_object(dotted)
    if (
        found is not None
        and isinstance(found, str | bytes | int | float)
        and not isinstance(found, Enum)
    ):
        return found
    if isinstance(found, tuple) and is_plain(tuple(found)):
        return tuple(found)
    if found is not None and not callable(found) and is_counted_type(type(found)):
        return Instance(of=dotted)
    return External(dotted=dotted)


def real_object(dotted: str) -> Any:
    """The standard library's own object of that name, or None when it is not a readable one."""
    module, _, name = dotted.rpartition(".")
    if module in _READABLE or dotted in _READABLE_NAMES:
        return getattr(importlib.import_module(module), name, None)
    outer, _, owner = module.rpartition(".")
    if outer in _READABLE and isinstance(found := real_object(module), type):
        return getattr(found, name, None) if owner else None
    return None


def name_of(dotted: str) -> str | None:
    """``__name__`` of something from outside the repository; None when it cannot be told."""
    if dotted in sys.stdlib_module_names:
        return dotted
    found = real_object(dotted)
    if found is None:
        # Classes are in CapWords (PEP 8), and a class has the name it is imported by.
        last = dotted.rpartition(".")[2]
        is_class = last[:1].isupper() and not last.isupper() and dotted.count(".") > 0
        return last if is_class and not dotted.startswith("builtins.") else None
    name = getattr(found, "__name__", None)
    return name if isinstance(name, str) else None


def is_counted(dotted: str) -> bool:
    """Whether instances of a standard class get no id of their own."""
    found = real_object(dotted)
    if dotted in ("typing.Generic", "typing.Protocol", "typing.NamedTuple"):
        return True
    return isinstance(found, type) and is_counted_type(found)


def is_counted_type(kind: type) -> bool:
    """Whether pytest has no id for values of a type."""
    named = (str, bytes, int, float, complex, type, types.FunctionType, types.BuiltinFunctionType)
    return not issubclass(kind, (*named, types.ModuleType, Enum)) and not hasattr(
        kind, "__origin__"
    )


def is_generic(dotted: str) -> bool:
    """Whether ``dotted[...]`` keeps the name of ``dotted``."""
    module, _, name = dotted.rpartition(".")
    if module == "builtins":
        return name in _GENERIC
    return module in ("typing", "collections.abc", "collections") and name not in _NOT_GENERIC
