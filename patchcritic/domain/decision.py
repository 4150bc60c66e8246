"""The decision: one verdict for the whole patch, and all that a report needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from patchcritic.domain.answer import CriticFailure, Prediction, Usage
from patchcritic.domain.code import ChangedSymbol, Span
from patchcritic.domain.critique import Dropped, Fact
from patchcritic.domain.patch import Patch
from patchcritic.domain.tests import Association, NodeId


class VerdictLabel(StrEnum):
    """What is said of the whole patch."""

    PASS = "pass"
    FAIL = "fail"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How much of what should be judged was judged; counts of tests."""

    associated: int
    judged: int
    """Those with a PASS or FAIL prediction."""
    failed: int
    """Those the critic gave no answer for, or abstained on."""
    left_out: int
    """Those cut by ``--max-tests`` or by a budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The patch-level decision, and how it was come by."""

    label: VerdictLabel
    p_pass: float
    rule: str
    threshold: float
    decisive: tuple[NodeId, ...]
    """The tests that decided; empty when none did."""
    coverage: Coverage


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What is left of a verdict once all that a baseline has is set aside."""

    baseline: str
    """The baseline's name."""
    label: VerdictLabel
    """The verdict of the same rule over the other tests; PASS when there are none."""
    new: tuple[NodeId, ...] = ()
    """Predicted to fail, and not known to."""
    known: tuple[NodeId, ...] = ()
    """Set aside: failing or without an answer, as the baseline has them."""
    mended: tuple[NodeId, ...] = ()
    """Known to fail, and predicted to pass now."""
    is_updated: bool = False
    """Whether the baseline takes in what this run found; then nothing is new any more."""
    added: tuple[NodeId, ...] = ()
    """What an update puts into the baseline."""
    removed: tuple[NodeId, ...] = ()
    """What an update takes out of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that a report needs."""

    verdict: Verdict
    predictions: tuple[Prediction, ...]
    failures: tuple[CriticFailure, ...]
    associations: tuple[Association, ...]
    left_out: tuple[NodeId, ...]
    unaffected: int
    """Tests in the inspected test files that the patch cannot affect; they keep their status."""
    facts: tuple[Fact, ...]
    warnings: tuple[str, ...]
    usage: Usage
    model: str
    prompt_digest: str
    patch: Patch
    changed: tuple[ChangedSymbol, ...]
    seconds: dict[str, float]
    """Wall time per stage, in the order in which they ran."""
    calibration: str = ""
    """By what the critic's probabilities are calibrated, or why they are not; for a reader."""
    dropped: Mapping[NodeId, tuple[Dropped, ...]] = field(default_factory=dict)
    """What the critic was not shown about a test, for want of room or of eyes."""
    gate: Gate | None = None
    """What a baseline leaves of the verdict; None without one."""
    places: Mapping[NodeId, Span] = field(default_factory=dict)
    """Where the judged tests stand in the patched tree."""
    witnessed: Mapping[NodeId, Span] = field(default_factory=dict)
    """Where a witness stands, of those whose place is a line of the patched tree."""
    is_interrupted: bool = False
    """Whether the user ended it early; the tests not reached are in ``left_out``."""
    is_fail_fast: bool = False
    """Whether it ended once the verdict was decided; the others are in ``left_out``."""

    @property
    def decision(self) -> VerdictLabel:
        """What exit codes go by: the gate's label, or without a baseline the verdict's."""
        return self.verdict.label if self.gate is None else self.gate.label

    @property
    def n_over_budget(self) -> int:
        """Tests that were not asked about since the money was spent."""
        return sum(failure.kind == "budget" for failure in self.failures)
