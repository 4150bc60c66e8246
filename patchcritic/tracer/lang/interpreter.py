"""One evaluator: the modules of one tree, in one realm."""

from __future__ import annotations

from types import ModuleType
from typing import Any

from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.host import Guard, find_host_module, make_builtins
from patchcritic.tracer.lang.builtin_names import add_builtins
from patchcritic.tracer.lang.codes import make_code, run_code
from patchcritic.tracer.lang.importer import Importer
from patchcritic.tracer.lang.imports import importer
from patchcritic.tracer.lang.syntax import Reader
from patchcritic.tracer.lang.toplevel import TopLevel
from patchcritic.tracer.lang.translate import Lost, World


class Interpreter:
    """Evaluates the modules of a tree; nothing of it is ever executed by the host."""

    def __init__(self, realm: Realm, guard: Guard, reader: Reader) -> None:
        self._realm = realm
        self._world = World(realm, guard, make_builtins(realm, guard))
        self._top = TopLevel(self._world)
        self._importer = Importer(
            reader, lambda name: find_host_module(realm, guard, name), self._top
        )
        self._world.import_name = importer(self._importer.find)
        self._world.find_submodule = self._importer.find_submodule
        self._world.is_host_module = lambda module: not self._importer.is_made(module)
        self._world.is_unfinished = self._importer.is_unfinished
        add_builtins(self._world)
        realm.find_module = self.import_module
        realm.reader = reader

    @property
    def lost(self) -> tuple[Lost, ...]:
        """The statements of modules that could not be evaluated, in the order they were met."""
        return tuple(self._world.lost)

    @property
    def n_lost(self) -> int:
        """How many statements of modules could not be evaluated."""
        return len(self._world.lost)

    def set_roots(self, roots: tuple[str, ...]) -> None:
        """Set the folders that modules are imported from, the first first."""
        self._importer.roots = roots

    def set_installed(self, names: frozenset[str] | None) -> None:
        """Set the packages that are installed, if that is known: importing another one fails."""
        self._importer.installed = names

    def import_module(self, dotted: str) -> ModuleType:
        """The very module of that name, evaluated if it was not yet.

        Raises:
            Undecided: it is not in the tree and not in the standard library.
            BaseException: whatever its statements raise.
        """
        found = self._importer.find(dotted)
        if type(found) is Unknown:
            raise undecided_by(found)
        assert isinstance(found, ModuleType)
        return found

    def load_file(self, path: str, dotted: str) -> ModuleType:
        """Evaluate a file as the module of that name.

        Raises:
            Undecided: the file is not there, no text or refused by the compiler.
            BaseException: whatever its statements raise.
        """
        return self._importer.load(path, dotted)

    def make_builtins(self) -> dict[str, Any]:
        """The builtin names of traced code."""
        return self._world.builtins

    def evaluate_text(self, text: str, names: dict[str, Any]) -> Any:
        """The value of an expression in a namespace."""
        code = make_code(self._world, text.strip(), "<string>", "eval")
        return run_code(self._world, code, names, names)
