"""The nouns of ranking: candidates for one task, and the order they come out in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from patchcritic.domain import Usage, VerdictLabel

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation, NodeId, Patch, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of several patches for the same task."""

    name: str
    """A file's path, or whose the patch is; told apart from the others'."""
    patch: Patch | None
    """None when there is none that can be read."""
    problem: str = ""
    """Why there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the order goes by: how a candidate does on the tests that all are judged by."""

    verdict: Verdict
    """Over the shared tests, those included that this candidate cannot affect."""
    n_failing: int
    """Tests predicted to fail."""
    n_unknown: int
    """Tests that were not answered, abstained on, left out, or taken away."""
    n_tests: int
    mean_p: float
    """Of the tests that are not unknown; even odds when there is none."""
    n_kept: int = 0
    """Tests that this candidate cannot affect, while others can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One candidate in its place."""

    rank: int
    """From 1; who is tied shares one, and the next ones are left free, as in 1, 1, 3."""
    name: str
    evaluation: Evaluation | None = None
    """None of one that was not judged; of a duplicate that of the one it is the same as."""
    standing: Standing | None = None
    problem: str = ""
    """Why it was not judged: it does not apply, is empty, or the run ended before."""
    is_tied: bool = False
    """Whether nothing tells it from another candidate that is not the same."""
    same_as: str = ""
    """The name of the candidate that it is the same as."""
    reasons: tuple[str, ...] = ()
    """One line each, for a reader."""
    signs: tuple[str, ...] = ()
    """Where it tries to dictate the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duel:
    """Two candidates shown side by side, twice, with their places swapped."""

    first: str
    second: str
    outcome: Literal["first", "second", "tie", "unanswered"]
    p_first: float
    """That the first is the better one, over both orders."""
    tests: tuple[NodeId, ...]
    """Those that were shown."""
    rationale: str = ""
    note: str = ""
    """Why it is a tie or has no answer."""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Candidates in order, and what they were judged by."""

    ranked: tuple[Ranked, ...]
    """Best first."""
    tests: tuple[NodeId, ...]
    """That all candidates are judged by: those that any of them can affect."""
    left_out: tuple[NodeId, ...]
    """Tests that only some candidates bring, which tell nothing of the others."""
    model: str
    duels: tuple[Duel, ...] = ()
    warnings: tuple[str, ...] = ()
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    is_interrupted: bool = False

    @property
    def leaders(self) -> tuple[Ranked, ...]:
        """Those in the first place that were judged, each kind of patch once."""
        return tuple(
            one for one in self.ranked if one.rank == 1 and one.standing and not one.same_as
        )

    @property
    def best(self) -> Ranked | None:
        """The one candidate in the first place; None when it is shared or nobody was judged."""
        leaders = self.leaders
        return leaders[0] if len(leaders) == 1 else None

    @property
    def is_told(self) -> bool:
        """Whether any two candidates that were judged have different places."""
        return len({one.rank for one in self.ranked if one.standing}) > 1

    @property
    def labels(self) -> frozenset[VerdictLabel]:
        """The labels of the candidates that were judged."""
        return frozenset(one.standing.verdict.label for one in self.ranked if one.standing)
