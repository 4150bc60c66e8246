"""Who stands before whom, and whom nothing tells apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from patchcritic.domain import Label, Prediction, Verdict, VerdictLabel
from patchcritic.pipeline.ranking import Standing
from patchcritic.verdict import is_failing

RESOLUTION = 0.02
"""Differences of ``p_pass`` below this tell nothing: models write probabilities in such steps,
and kept ones of logprobs differ by as much between two servers."""
EVEN_ODDS = 0.5

_ORDER = {VerdictLabel.PASS: 0, VerdictLabel.UNCERTAIN: 1, VerdictLabel.FAIL: 2}
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Range:
    """Where a figure lies once the tests that are unknown were known."""

    low: float
    high: float

    def is_above(self, other: _Range, resolution: float) -> bool:
        gap = round(self.low - other.high, 9)
        return gap > 0 and gap >= resolution


def measure(
    verdict: Verdict, predictions: Sequence[Prediction], *, n_unknown: int, n_kept: int
) -> Standing:
    """What the order goes by, from the predictions that the verdict was made of; ``n_unknown``
    counts tests without any."""
    judged = [item for item in predictions if item.label is not Label.ABSTAIN]
    n_open = n_unknown + len(predictions) - len(judged)
    return Standing(
        verdict=verdict,
        n_failing=sum(is_failing(item, threshold=verdict.threshold) for item in judged),
        n_unknown=n_open,
        n_tests=len(judged) + n_open,
        mean_p=sum(item.p_pass for item in judged) / len(judged) if judged else EVEN_ODDS,
        n_kept=n_kept,
    )


def order(
    standings: Iterable[tuple[Item, Standing]], *, resolution: float = RESOLUTION
) -> list[tuple[Item, ...]]:
    """The items best first, those that nothing tells apart together and in the order given.

    By the verdict's label first; then by the tests predicted to fail, the fewer the better; then
    by the verdict's ``p_pass``, and last by the mean over the tests. Two figures tell apart when
    they differ by ``resolution`` or more (by one test for the count) whatever comes out of the
    tests that are unknown: a test that nobody could answer may still fail.
    """
    groups = []
    given = list(standings)
    by_verdict = sorted(given, key=lambda one: _rough_key(one[1]))
    for group in _part(by_verdict, partial(_is_before, resolution=resolution)):
        by_mean = sorted(group, key=lambda one: (-one[1].mean_p, one[1].n_unknown))
        for tied in _part(by_mean, partial(_is_before_by_mean, resolution=resolution)):
            tied.sort(key=given.index)
            groups.append(tuple(item for item, _ in tied))
    return groups


def _rough_key(standing: Standing) -> tuple[float, ...]:
    verdict = standing.verdict
    return _ORDER[verdict.label], standing.n_failing, -verdict.p_pass, standing.n_unknown


def _part(
    items: Sequence[tuple[Item, Standing]], is_before: Callable[[Standing, Standing], bool]
) -> Iterator[list[tuple[Item, Standing]]]:
    """Neighbours as long as the first of them is not before them: being close is not transitive,
    so that a chain of small steps must not tie its ends."""
    group: list[tuple[Item, Standing]] = []
    for item in items:
        if group and is_before(group[0][1], item[1]):
            yield group
            group = []
        group.append(item)
    if group:
        yield group


def _is_before(one: Standing, other: Standing, *, resolution: float) -> bool:
    if one.verdict.label is not other.verdict.label:
        return True
    if one.n_failing + one.n_unknown < other.n_failing:
        return True
    return _p_of(one).is_above(_p_of(other), resolution)


def _is_before_by_mean(one: Standing, other: Standing, *, resolution: float) -> bool:
    return _mean_of(one).is_above(_mean_of(other), resolution)


def _p_of(standing: Standing) -> _Range:
    p_pass = standing.verdict.p_pass
    return _Range(low=0.0 if standing.n_unknown else p_pass, high=p_pass)


def _mean_of(standing: Standing) -> _Range:
    if not standing.n_tests:
        return _Range(low=0.0, high=1.0)
    share = 1 - standing.n_unknown / standing.n_tests
    low = standing.mean_p * share
    return _Range(low=low, high=low + 1 - share)
