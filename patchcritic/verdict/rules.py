"""Decision rules: from per-test probabilities to a three-way verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.domain import Coverage, Label, Prediction, Verdict, VerdictLabel

if TYPE_CHECKING:
    from collections.abc import Sequence

STRICT_AND = "strict-and"
NO_BEHAVIOUR_CHANGE = "no-behaviour-change"
EVEN_ODDS = 0.5


def decide_verdict(
    predictions: Sequence[Prediction], *, n_failures: int, n_left_out: int, threshold: float
) -> Verdict:
    """Fold the tests' predictions into one verdict by the strict AND of the original method.

    The patch-level ``p_pass`` is the lowest of the tests' (arXiv 2501.16655 ANDs the labels; the
    smallest marginal is the upper bound of the probability that all pass, whatever the
    correlation between the tests). It fails when a test is more likely to fail than both even
    odds and the threshold allow, passes when every associated test reaches the threshold, and is
    uncertain otherwise: an abstention, a critic's failure or a test left out is never a pass.

    Args:
        predictions: every prediction, abstentions included.
        n_failures: tests for which the critic gave no answer.
        n_left_out: associated tests that were not to be judged, on the user's word.
        threshold: 0..1, the least ``p_pass`` with which a test counts as passing.

    Returns:
        The verdict; its ``p_pass`` is even odds, which says nothing, when no test was judged.
    """
    judged = [item for item in predictions if item.label is not Label.ABSTAIN]
    n_missing = n_failures + len(predictions) - len(judged)
    coverage = Coverage(
        associated=len(predictions) + n_failures + n_left_out,
        judged=len(judged),
        failed=n_missing,
        left_out=n_left_out,
    )
    failing_below = min(EVEN_ODDS, threshold)
    failing = [item for item in judged if is_failing(item, threshold=threshold)]
    unsure = [item for item in judged if failing_below <= item.p_pass < threshold]
    if failing:
        label, decisive = VerdictLabel.FAIL, failing
    elif unsure or n_missing or n_left_out or not judged:
        label, decisive = VerdictLabel.UNCERTAIN, unsure
    else:
        label, decisive = VerdictLabel.PASS, [min(judged, key=lambda item: item.p_pass)]
    return Verdict(
        label=label,
        p_pass=min((item.p_pass for item in judged), default=EVEN_ODDS),
        rule=STRICT_AND,
        threshold=threshold,
        decisive=tuple(i.node_id for i in sorted(decisive, key=lambda item: item.p_pass)),
        coverage=coverage,
    )


def is_failing(prediction: Prediction, *, threshold: float) -> bool:
    """Whether one test alone makes the patch fail: it is judged, and more likely to fail than both
    even odds and the threshold (0..1) allow."""
    is_judged = prediction.label is not Label.ABSTAIN
    return is_judged and prediction.p_pass < min(EVEN_ODDS, threshold)


def verdict_without_change(*, threshold: float) -> Verdict:
    """The verdict on a patch that changes no behaviour: every test keeps its base status."""
    return Verdict(
        label=VerdictLabel.PASS,
        p_pass=1.0,
        rule=NO_BEHAVIOUR_CHANGE,
        threshold=threshold,
        decisive=(),
        coverage=Coverage(associated=0, judged=0, failed=0, left_out=0),
    )
