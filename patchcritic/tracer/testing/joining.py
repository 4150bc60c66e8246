"""The evaluator, the guard and the models of this room joined into one world."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import ModuleType
from typing import Any, Protocol

from patchcritic.tracer.core.realm import Budget, Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host import Guard
from patchcritic.tracer.host.models.warned import hear_host
from patchcritic.tracer.lang import Interpreter
from patchcritic.tracer.testing.config import read_config
from patchcritic.tracer.testing.pytest_module import make_pytest, monkeypatch_of
from patchcritic.tracer.testing.tracing import Tools
from patchcritic.tracer.testing.unittest_module import make_unittest
from patchcritic.tracer.testing.world import World


class Reader(Protocol):
    """The files of one tree."""

    def read(self, path: str) -> str | None:
        """A file's text; None when it is absent or no text."""

    def read_bytes(self, path: str) -> bytes | None:
        """A file's bytes."""

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, those of folders with ``/`` at the end; None without one."""


class Evaluator:
    """One world: modules are evaluated in it, and the test tools are its own."""

    def __init__(
        self, reader: Reader, budget: Budget, installed: frozenset[str] | None = None
    ) -> None:
        self._reader = reader
        self._folders: dict[str, frozenset[str]] = {}
        self.realm = Realm(budget=budget)
        self.realm.begin()
        guard = self._guard = Guard(self.realm)
        self._interpreter = Interpreter(self.realm, guard, reader)
        self._interpreter.set_installed(installed)
        world = World(realm=self.realm, guard=guard)
        config = read_config(reader.read)
        pytest, unittest = make_pytest(world, config), make_unittest(world)
        self.realm.modules.update({"pytest": pytest, "unittest": unittest})
        self.tools = Tools(
            world=world,
            config=config,
            monkeypatch=monkeypatch_of(pytest),
            recorder=pytest.__dict__["WarningsRecorder"],
            evaluate=self._interpreter.evaluate_text,
            wait=_refuse_coroutine,
        )

    def hear_host(self) -> AbstractContextManager[None]:
        """Within this, warnings of the host's own code are warnings of this world."""
        return hear_host(self._guard)

    def has_file(self, path: str) -> bool:
        """Whether the tree holds a file."""
        folder, _, name = path.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = frozenset(self._reader.list_folder(folder) or ())
        return name in self._folders[folder]

    @property
    def n_lost(self) -> int:
        """How many statements of modules could not be evaluated."""
        n_lost: int = self._interpreter.n_lost
        return n_lost

    def set_roots(self, roots: tuple[str, ...]) -> None:
        """Set the folders that modules are imported from."""
        self._interpreter.set_roots(roots)

    def load(self, path: str, name: str) -> ModuleType:
        """Evaluate a file as a module of this name."""
        loaded: ModuleType = self._interpreter.load_file(path, name)
        return loaded


def _refuse_coroutine(coroutine: Any) -> Any:
    raise Undecided(UndecidedKind.PLUGIN, "an asynchronous test needs a plugin")
