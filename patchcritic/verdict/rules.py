"""Decision rules: from per-test probabilities to a three-way verdict."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from patchcritic.domain import Coverage, Label, Prediction, Verdict, VerdictLabel
from patchcritic.verdict.combine import LOGISTIC, RULES, STRICT_AND, Vote
from patchcritic.verdict.odds import EVEN_ODDS
from patchcritic.verdict.thresholds import choose_threshold, find_learnt

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.verdict.profile import Profile

NO_BEHAVIOUR_CHANGE = "no-behaviour-change"


def decide_verdict(
    predictions: Sequence[Prediction],
    *,
    n_failures: int,
    n_left_out: int,
    threshold: float,
    rule: str = STRICT_AND,
    profile: Profile | None = None,
    max_false_accept: float | None = None,
) -> Verdict:
    """Fold the tests' predictions into one verdict.

    The rule makes the patch's ``p_pass`` of the tests that were judged (``combine.RULES``). The
    patch fails when that is below both even odds and the threshold, passes when it reaches the
    threshold and every associated test was judged, and is uncertain otherwise: an abstention, a
    critic's failure or a test left out is never a pass. The tests that decide are those below the
    mark by themselves, or else the fewest, weakest first, that are together; of a pass the
    weakest.

    Args:
        predictions: every prediction, abstentions included.
        n_failures: tests for which the critic gave no answer.
        n_left_out: associated tests that were not to be judged, on the user's word.
        threshold: 0..1, the least ``p_pass`` with which a patch passes.
        rule: a key of ``combine.RULES``; the default is the strict AND of the original method.
        profile: what was measured of the critic, for rules and risks that need it.
        max_false_accept: chooses the threshold, see ``choose_threshold``.

    Returns:
        The verdict; its ``p_pass`` is even odds, which says nothing, when no test was judged.

    Raises:
        UsageProblem: as ``choose_threshold``, which can be asked beforehand.
    """
    learnt = find_learnt(rule, profile)
    threshold = choose_threshold(
        rule, threshold=threshold, profile=profile, max_false_accept=max_false_accept
    )
    judged = sorted(
        (item for item in predictions if item.label is not Label.ABSTAIN),
        key=lambda item: item.p_pass,
    )
    coverage = Coverage(
        associated=len(predictions) + n_failures + n_left_out,
        judged=len(judged),
        failed=n_failures + len(predictions) - len(judged),
        left_out=n_left_out,
    )

    def combine(items: Sequence[Prediction], share_judged: float = 1.0) -> float:
        return RULES[rule]([_vote_of(item) for item in items], share_judged, learnt)

    if not judged:
        label, p_pass, decisive = VerdictLabel.UNCERTAIN, EVEN_ODDS, judged
    else:
        # A gap may lower what is said, yet alone it never makes a patch fail.
        label = _choose_label(combine(judged), threshold, coverage)
        p_pass = combine(judged, len(judged) / coverage.associated)
        bound = min(EVEN_ODDS, threshold) if label is VerdictLabel.FAIL else threshold
        is_pass = label is VerdictLabel.PASS
        decisive = judged[:1] if is_pass else _find_weak(judged, combine, bound)
    return Verdict(
        label=label,
        p_pass=p_pass,
        rule=rule,
        threshold=threshold,
        decisive=tuple(item.node_id for item in decisive),
        coverage=coverage,
    )


def _vote_of(item: Prediction) -> Vote:
    return Vote(item.p_pass, item.node_id.path, item.decided_by != "critic")


def _choose_label(p_pass: float, threshold: float, coverage: Coverage) -> VerdictLabel:
    if p_pass < min(EVEN_ODDS, threshold):
        return VerdictLabel.FAIL
    is_complete = coverage.judged == coverage.associated
    return VerdictLabel.PASS if is_complete and p_pass >= threshold else VerdictLabel.UNCERTAIN


def _find_weak(
    weakest_first: list[Prediction],
    combine: Callable[[Sequence[Prediction]], float],
    bound: float,
) -> list[Prediction]:
    """The tests that keep a patch below a mark; none when it is above, and only gaps are to
    blame."""
    if combine(weakest_first) >= bound:
        return []
    alone = [item for item in weakest_first if item.p_pass < bound]
    if alone:
        return alone
    sizes = range(1, len(weakest_first) + 1)
    return next(weakest_first[:size] for size in sizes if combine(weakest_first[:size]) < bound)


def is_failing(prediction: Prediction, *, threshold: float, rule: str = STRICT_AND) -> bool:
    """Whether one test alone makes the patch fail, whatever the others do: it is judged, and more
    likely to fail than both even odds and the threshold (0..1) allow; under the rule
    ``logistic``, which weighs tests against each other, only when it is certain."""
    if prediction.label is Label.ABSTAIN or (
        rule == LOGISTIC and prediction.decided_by == "critic"
    ):
        return False
    return prediction.p_pass < min(EVEN_ODDS, threshold)


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
