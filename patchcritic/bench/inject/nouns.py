"""What is injected and flagged: faulty cases, and a row for each case and arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class FlaggedPlace(NamedTuple):
    """A line of the patched tree that is blamed."""

    path: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFault:
    """A fault where it stands once all faults of its case are in."""

    operator: str
    """The kind of mistake, for example ``negated-condition``."""
    path: str
    line: int
    """Of the patched tree; of code left out, the line that took its place."""

    @property
    def place(self) -> FlaggedPlace:
        """Where a critic should point."""
        return FlaggedPlace(self.path, self.line)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultyCase:
    """A right change with known faults in it."""

    name: str
    """``inject-01``, counted within an instance."""
    patch: str
    """The diff from the base, without the test patch."""
    faults: tuple[PlacedFault, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectRow:
    """What one arm flags in one case; a line of ``inject.jsonl``."""

    instance_id: str
    case: str
    arm: str
    repo: str
    faults: tuple[PlacedFault, ...]
    flagged: tuple[FlaggedPlace, ...]
    jaccard: float
    """Of flagged and injected places, at the run's tolerance."""
    n_tests: int = 0
    n_failing: int = 0
    """Tests predicted to fail."""
    n_unanswered: int = 0
    """Tests without an answer; the next run asks about the case again."""
    verdict: str = ""
    """Of the whole patch; empty for a baseline."""
    cost_usd: float | None = 0.0
    settings: str = ""
    """Digest of what shaped the cases and every answer."""
    critic: str = ""
    """Digest of the arm's critic."""
