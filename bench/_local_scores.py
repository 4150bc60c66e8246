"""Figures of recorded answers: right or wrong, how well ranked, how well calibrated."""

from __future__ import annotations

import math
import random
import statistics
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

N_RESAMPLES = 1000
N_BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One pair with a probability from one way of asking."""

    patch: str
    is_pass: bool
    p_pass: float
    seconds: float
    is_cold: bool
    """Whether nothing of the patch had been read before."""


def find_accuracy(judged: Sequence[Judged]) -> float:
    """The share of pairs on the right side of one half, which itself counts as a failure."""
    return statistics.mean((one.p_pass > 0.5) == one.is_pass for one in judged)


def find_balanced_accuracy(judged: Sequence[Judged]) -> float:
    """The mean of the accuracies on tests that pass and tests that fail."""
    sides = [[one for one in judged if one.is_pass is side] for side in (True, False)]
    return statistics.mean(find_accuracy(side) for side in sides) if all(sides) else math.nan


def find_auc(judged: Sequence[Judged]) -> float:
    """The chance that a passing test is ranked above a failing one; a tie counts one half."""
    return _rank(judged, lambda _good, _bad: True)


def find_auc_within(judged: Sequence[Judged]) -> float:
    """The same among tests of one and the same patch, which says nothing about the patch."""
    return _rank(judged, lambda good, bad: good.patch == bad.patch)


def _rank(judged: Sequence[Judged], is_compared: Callable[[Judged, Judged], bool]) -> float:
    wins = [
        (good.p_pass > bad.p_pass) + (good.p_pass == bad.p_pass) / 2
        for good in judged
        if good.is_pass
        for bad in judged
        if not bad.is_pass and is_compared(good, bad)
    ]
    return statistics.mean(wins) if wins else math.nan


def find_ece(judged: Sequence[Judged]) -> float:
    """The expected calibration error of ``p_pass`` over ten bins of equal width."""
    bins: dict[int, list[Judged]] = defaultdict(list)
    for one in judged:
        bins[min(int(one.p_pass * N_BINS), N_BINS - 1)].append(one)
    gaps = [
        len(held) * abs(_mean_p(held) - statistics.mean(one.is_pass for one in held))
        for held in bins.values()
    ]
    return sum(gaps) / len(judged)


def _mean_p(judged: Sequence[Judged]) -> float:
    return statistics.mean(one.p_pass for one in judged)


def find_interval(
    judged: Sequence[Judged], figure: Callable[[Sequence[Judged]], float]
) -> tuple[float, float]:
    """The middle 95 % of a figure when patches, with all their tests, are drawn again."""
    by_patch: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_patch[one.patch].append(one)
    groups = list(by_patch.values())
    rng = random.Random(1)
    drawn = (
        figure([one for group in rng.choices(groups, k=len(groups)) for one in group])
        for _ in range(N_RESAMPLES)
    )
    values = sorted(value for value in drawn if not math.isnan(value))
    if not values:
        return math.nan, math.nan
    return values[int(0.025 * len(values))], values[int(0.975 * len(values))]
