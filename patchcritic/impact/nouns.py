"""What the search for affected tests hands on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from patchcritic.domain import ChangedSymbol


class ReachKind(StrEnum):
    """How far a reached definition's effect spreads among the tests of its file."""

    CHANGED = "changed"
    """The patch changes it."""
    ADDED = "added"
    """The patch adds it."""
    REACHES = "reaches"
    """It uses something changed."""
    FILE = "file"
    """Everything in the file is affected: its module-level code, or what it imports."""
    FOLDER = "folder"
    """Everything beside and below the file is affected: a conftest's hook or autouse fixture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A definition in a test file, or in a file that serves tests, that the patch can affect."""

    path: str
    qualname: str
    score: float
    """0..1, higher is nearer."""
    distance: int
    """Steps to the nearest changed symbol; 0 when it is changed itself."""
    trail: tuple[str, ...]
    """Names from this definition to the changed one, both included."""
    kind: ReachKind
    start: int = 0
    """The definition's first line in the patched tree; 0 when it is not there."""

    @property
    def reason(self) -> str:
        """The trail for a reader: ``test_x -> Schema.load -> _deserialize (changed)``."""
        return " -> ".join(self.trail) + f" ({_WORDS.get(self.kind, 'changed')})"


_WORDS = {ReachKind.ADDED: "added"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """Everything in the tests that a patch can reach."""

    changed: tuple[ChangedSymbol, ...]
    reached: tuple[Reached, ...]
    """Best first."""
    test_paths: tuple[str, ...]
    """The test files to look for affected tests in, sorted."""
    warnings: tuple[str, ...] = ()
