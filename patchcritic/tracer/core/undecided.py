"""The end of a trace that needs something it cannot know."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any


class UndecidedKind(StrEnum):
    """Why a trace cannot go on; stable identifiers that reports count."""

    BUDGET = "budget"
    """Steps, depth, size, memory or time ran out."""
    CLOCK = "clock"
    RANDOM = "random"
    FILE_SYSTEM = "file-system"
    ENVIRONMENT = "environment"
    NETWORK = "network"
    THREADS = "threads"
    PROCESS = "process"
    THIRD_PARTY = "third-party"
    """A package that is not in the tree."""
    STDLIB = "stdlib"
    """A part of the standard library that the purity table does not list."""
    FRAMES = "frames"
    """Frames, tracebacks, code objects, reference counts, garbage collection."""
    LANGUAGE = "language"
    """A construct that the evaluator does not cover."""
    PLUGIN = "plugin"
    """A test plugin, a fixture or an option that is not modelled."""
    GUARD = "guard"
    """Something that no traced code may do."""
    IMPORT = "import"
    """A name that an undecided statement of a module should have bound."""
    COLLECTION = "collection"
    """The test is not there under this id, as far as can be told."""
    SKIP = "skip"
    """The test skips itself, which is neither a pass nor a failure."""
    XFAIL = "xfail"
    """The test fails as its mark expects, which is neither a pass nor a failure."""
    INTERNAL = "internal"
    """The evaluator contradicts itself; a bug of ours, never an outcome."""


class Undecided(BaseException):
    """The trace needs something it cannot know. No traced handler ever sees it."""

    def __init__(self, kind: UndecidedKind, reason: str) -> None:
        super().__init__(reason)
        self.kind = kind
        self.reason = reason
        self.path = ""
        """Where traced code was, filled in by the listener; repository-relative."""
        self.line = 0
        if _listener is not None:
            _listener(self)


_listener: Callable[[Undecided], Any] | None = None


def listen(listener: Callable[[Undecided], Any] | None) -> None:
    """Have one realm told of every ``Undecided`` as it is made, since host code may swallow it."""
    global _listener
    _listener = listener
