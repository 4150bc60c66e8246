"""What every format says of a test and of the verdict, in the same words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from patchcritic.domain import CriticFailure, Label, NodeId, Prediction, Span, VerdictLabel
from patchcritic.reports.ordering import by_urgency

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation, Usage

Standing = Literal["fail", "known", "abstain", "unanswered", "pass"]
STANDINGS: tuple[Standing, ...] = ("fail", "known", "abstain", "unanswered", "pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One test of the evaluation, judged or without an answer."""

    node_id: NodeId
    standing: Standing
    """``known`` is what a baseline has already: it holds nothing up."""
    result: Prediction | CriticFailure
    place: Span
    """The witness's line if that is in the patched tree, else the test."""
    test: Span
    """The test itself; line 1 of its file when nobody knows better."""

    @property
    def prediction(self) -> Prediction | None:
        """The prediction, if there is one."""
        return self.result if isinstance(self.result, Prediction) else None

    @property
    def is_known_failure(self) -> bool:
        """Whether it is predicted to fail, and the baseline says so too."""
        prediction = self.prediction
        return self.standing == "known" and prediction is not None and prediction.label == "fail"

    @property
    def reason(self) -> str:
        """Why it stands as it does, as the critic or the run put it; not to be trusted."""
        if isinstance(self.result, Prediction):
            return self.result.rationale
        return f"{self.result.kind}: {self.result.message}"


def list_findings(evaluation: Evaluation) -> tuple[Finding, ...]:
    """Every judged test and every one without an answer, in the order of ``STANDINGS``."""
    known = frozenset(evaluation.gate.known) if evaluation.gate else frozenset()
    results: tuple[Prediction | CriticFailure, ...] = (
        *by_urgency(evaluation.predictions),
        *evaluation.failures,
    )
    found = [_find(evaluation, result, known) for result in results]
    rank = {standing: place for place, standing in enumerate(STANDINGS)}
    return tuple(sorted(found, key=lambda one: rank[one.standing]))


def _find(
    evaluation: Evaluation, result: Prediction | CriticFailure, known: frozenset[NodeId]
) -> Finding:
    node_id = result.node_id
    test = evaluation.places.get(node_id, Span(path=node_id.path, start=1, end=1))
    standing: Standing = "unanswered"
    if node_id in known:
        standing = "known"
    elif isinstance(result, Prediction):
        standing = result.label.value
    return Finding(
        node_id=node_id,
        standing=standing,
        result=result,
        place=evaluation.witnessed.get(node_id, test),
        test=test,
    )


def describe_decider(result: Prediction, model: str) -> str:
    """Who decided: fact, tracer or critic; of a critic also by what, and which one of several."""
    source = describe_source(result, model)
    return f"{result.decided_by} ({source})" if source else result.decided_by


def describe_source(result: Prediction, model: str) -> str:
    """Where a critic's probability comes from; empty when no critic decided."""
    if result.decided_by != "critic":
        return ""
    parts = [str(result.p_source), *(["cached"] if result.cached else [])]
    return ", ".join([*parts, *([result.critic] if result.critic != model else [])])


def describe_verdict(evaluation: Evaluation) -> str:
    """The label that exit codes go by, and the patch's ``p_pass`` where there is one."""
    verdict = evaluation.verdict
    p_pass = "p_pass n/a" if is_guess(evaluation) else f"p_pass {verdict.p_pass:.2f}"
    if evaluation.decision == verdict.label:
        return f"{verdict.label.upper()}, {p_pass}"
    return f"{evaluation.decision.upper()} but for what is known ({verdict.label}, {p_pass})"


def is_guess(evaluation: Evaluation) -> bool:
    """Whether nothing was judged, so that ``p_pass`` says nothing."""
    verdict = evaluation.verdict
    return verdict.label is VerdictLabel.UNCERTAIN and not verdict.coverage.judged


def describe_coverage(evaluation: Evaluation) -> str:
    """How much of what should be judged was judged, as one sentence without its full stop."""
    coverage = evaluation.verdict.coverage
    if coverage.associated:
        return (
            f"{coverage.judged:,} of {coverage.associated:,} associated tests judged, "
            f"{coverage.failed:,} abstained or unanswered, {coverage.left_out:,} left out; "
            f"{evaluation.unaffected:,} others in these files cannot be affected"
        )
    if evaluation.verdict.label is VerdictLabel.PASS:
        return "only formatting, comments or docstrings differ: every test keeps the status it had"
    return "no test is associated with this change, so there is nothing to judge it by"


def describe_deciders(evaluation: Evaluation) -> str:
    """How many tests were decided by what; empty when none was."""
    labels = [p.decided_by for p in evaluation.predictions if p.label is not Label.ABSTAIN]
    counts = {one: labels.count(one) for one in ("fact", "tracer", "critic")}
    said = [f"{n:,} by {one}s" if one == "fact" else f"{n:,} by the {one}"
            for one, n in counts.items() if n]  # fmt: skip
    return "decided: " + ", ".join(said) if said else ""


def describe_gate(evaluation: Evaluation) -> str:
    """What the baseline does to the verdict; empty without one."""
    gate = evaluation.gate
    if gate is None:
        return ""
    parts = [
        f"{len(gate.new):,} newly predicted to fail",
        f"{len(gate.known):,} known",
        *([f"{len(gate.mended):,} of it mended"] if gate.mended else []),
    ]
    if gate.is_updated:
        parts.append(f"updated: {len(gate.added):,} added, {len(gate.removed):,} removed")
    return f"baseline {gate.baseline}: {', '.join(parts)}"


def describe_ends(evaluation: Evaluation) -> Iterator[str]:
    """Why the run ended before every test was judged, if it did."""
    if evaluation.is_fail_fast:
        yield "ended early: a failing test decides, as --fail-fast asks"
    if evaluation.n_over_budget:
        yield f"the budget is spent: {evaluation.n_over_budget:,} tests were not asked about"
    if evaluation.is_interrupted:
        yield "interrupted: this report is partial"


def describe_usage(usage: Usage) -> Iterator[str]:
    """Calls, tokens and cost, for a reader."""
    yield f"{usage.n_calls:,} call{'s' * (usage.n_calls != 1)}"
    if usage.prompt_tokens:
        yield f"{usage.prompt_tokens:,} prompt tokens ({usage.cached_tokens:,} cached)"
        yield f"{usage.completion_tokens:,} completion tokens"
        yield "cost n/a" if usage.cost_usd is None else f"${usage.cost_usd:.4f}"


def describe_run(evaluation: Evaluation) -> str:
    """The last line of a report: time, model, usage."""
    is_raw = any(
        item.decided_by == "critic" and item.p_raw is None for item in evaluation.predictions
    )
    return " · ".join(
        (
            f"{sum(evaluation.seconds.values()):.1f} s",
            evaluation.model,
            *describe_usage(evaluation.usage),
            *(["not calibrated"] if is_raw else []),
        )
    )


def describe_witness(finding: Finding) -> str:
    """The witness's pair of values, or its assertion; empty when there is none."""
    witness = finding.prediction.witness if finding.prediction else None
    if witness is None:
        return ""
    pair = ""
    if witness.expected or witness.actual:
        pair = f"expected {witness.expected or '?'}, got {witness.actual or '?'}"
    says = "" if witness.assertion == finding.reason else witness.assertion
    return ": ".join(part for part in (says, pair) if part)
