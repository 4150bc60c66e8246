"""Everything that belongs to one traced world: what is traced, where it is, what it may spend."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import CellType, ModuleType
from typing import Any

from patchcritic.domain.answer import Witness
from patchcritic.domain.trace import Known, TraceCall
from patchcritic.tracer.core.frames import Frame, calls_to
from patchcritic.tracer.core.functions import FunctionBook
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind, listen

MAX_KNOWN = 50


@dataclass(slots=True, kw_only=True)
class Budget:
    """What a trace may spend; running out of any of it ends the trace."""

    max_steps: int = 2_000_000
    """Statements, loop turns and calls."""
    max_depth: int = 400
    """Traced calls inside each other."""
    max_seconds: float = 5.0
    max_size: int = 10_000_000
    """Characters, bytes, items or bits of any one value."""
    steps: int = 0
    next_check: int = 0
    """The number of steps at which the clock is looked at next."""
    deadline: float = field(default=float("inf"))

    def start(self) -> None:
        """Begin counting anew."""
        self.steps = self.next_check = 0
        self.deadline = time.monotonic() + self.max_seconds

    def check(self) -> None:
        """Raise ``Undecided`` once steps or time are spent; due when ``next_check`` is reached."""
        self.next_check = min(self.steps + 512, self.max_steps + 1)
        if self.steps > self.max_steps:
            raise Undecided(UndecidedKind.BUDGET, f"more than {self.max_steps:,} steps")
        if time.monotonic() > self.deadline:
            raise Undecided(UndecidedKind.BUDGET, f"more than {self.max_seconds:g} s")

    def check_size(self, size: int) -> None:
        """Raise ``Undecided`` for a value of more than ``max_size`` parts."""
        if size > self.max_size:
            raise Undecided(UndecidedKind.BUDGET, f"a value of more than {self.max_size:,} parts")


@dataclass(slots=True, kw_only=True, eq=False)
class Realm:
    """One traced world in this process. Traced code never holds it."""

    budget: Budget = field(default_factory=Budget)
    functions: FunctionBook = field(default_factory=FunctionBook)
    """Traced functions (the host functions that stand for them) and the evaluator's records."""
    classes: dict[int, type] = field(default_factory=dict)
    """Classes that traced code made, by ``id``: hashing one could run its metaclass's code."""
    unfinished: list[CellType] = field(default_factory=list)
    """The ``__class__`` cells of classes that are being made: ``__init_subclass__`` runs before
    ``add_class`` can."""
    modules: dict[str, ModuleType] = field(default_factory=dict)
    """Traced modules and proxies of host modules, as ``sys.modules`` shows them to traced code."""
    frame: Frame | None = None
    """The traced call that is running."""
    n_lost: int = 0
    """Statements of modules that could not be evaluated: what they would have done is missing."""
    importing: int = 0
    """How many modules are being evaluated right now; 0 inside a test."""
    undecided: Undecided | None = None
    """The first Undecided since ``begin``, whoever may have swallowed it."""
    known: list[Known] = field(default_factory=list)
    records_values: bool = False
    """Whether assertions that hold are written to ``known`` with their values."""
    stdout: Any = field(default_factory=io.StringIO)
    stderr: Any = field(default_factory=io.StringIO)
    files: dict[str, bytes | None] = field(default_factory=dict)
    """The virtual file system's changes: absolute path -> content, None once it is removed."""
    environ: dict[str, str] = field(default_factory=dict)
    find_module: Callable[[str], ModuleType] | None = None
    """Set by the evaluator: imports a dotted name as ``import`` would and gives that very module;
    models that import by name (monkeypatch, mock.patch, importlib) call it."""
    watch: Callable[[Any], Any] | None = None
    """Put around whatever runs the calls of a function, as its module is translated; None, unless
    somebody wants to read the calls."""
    reader: Any = None
    """Set by the evaluator: the tree's files, ``read(path)`` and ``list_folder(path)``."""
    folder: str = "/repo"
    """The current working directory."""
    witnesses: dict[int, tuple[BaseException, Witness]] = field(default_factory=dict)
    """By ``id`` of the AssertionError that a traced ``assert`` raised; see ``witness_of``."""

    @property
    def path(self) -> str:
        """Where traced code is: repository-relative."""
        return "" if self.frame is None else self.frame.code.path

    @property
    def line(self) -> int:
        """The line of the statement that is running."""
        return 0 if self.frame is None else self.frame.line

    @property
    def stack(self) -> tuple[TraceCall, ...]:
        """Traced calls that are running, outermost first."""
        return calls_to(self.frame)

    def witness_of(self, error: BaseException) -> Witness | None:
        """What a traced ``assert`` noted when it raised this very exception."""
        noted = self.witnesses.get(id(error))
        return noted[1] if noted is not None and noted[0] is error else None

    def begin(self) -> None:
        """Start something that is decided or not by itself: a module's statement, a test."""
        self.undecided = None
        listen(self._note)

    def _note(self, error: Undecided) -> None:
        error.path, error.line = self.path, self.line
        if self.undecided is None:
            self.undecided = error

    def is_traced(self, value: type) -> bool:
        """Whether traced code made this class."""
        while value is not type:
            if id(value) in self.classes:
                return True
            if any(cell.cell_contents is value for cell in self.unfinished if _is_filled(cell)):
                return True
            value = type(value)
        return False

    def add_class(self, value: type) -> None:
        """Note a class that traced code made; it lives as long as the realm."""
        self.classes[id(value)] = value


def _is_filled(cell: CellType) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
