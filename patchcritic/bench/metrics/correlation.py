"""Rank correlations with ties, in plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations, groupby
from math import sqrt
from statistics import fmean


def rank_midway(values: Sequence[float]) -> list[float]:
    """Ranks from 1 on; equal values share the mean of their ranks."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    n_before = 0
    for _, group in groupby(order, key=values.__getitem__):
        members = list(group)
        for member in members:
            ranks[member] = n_before + (len(members) + 1) / 2
        n_before += len(members)
    return ranks


def pearson(left: Sequence[float], right: Sequence[float]) -> float | None:
    """The correlation of two lists of one length; None below two values or of a constant."""
    if len(left) < 2 or len(set(left)) == 1 or len(set(right)) == 1:
        return None
    mean_left, mean_right = fmean(left), fmean(right)
    pairs = zip(left, right, strict=True)
    shared = sum((one - mean_left) * (other - mean_right) for one, other in pairs)
    spread = sum((value - mean_left) ** 2 for value in left)
    spread *= sum((value - mean_right) ** 2 for value in right)
    return max(-1.0, min(1.0, shared / sqrt(spread))) if spread else None


def spearman(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Spearman's rho: the correlation of the midranks; None where ``pearson`` is."""
    return pearson(rank_midway(left), rank_midway(right))


def kendall(left: Sequence[float], right: Sequence[float]) -> float | None:
    """Kendall's tau-b, which makes up for ties; None when one list is constant or has no pair.

    It looks at every pair: 1,000 values take half a second.
    """
    n_pairs = len(left) * (len(left) - 1) // 2
    untied_left, untied_right = (n_pairs - _count_ties(one) for one in (left, right))
    if not untied_left or not untied_right:
        return None
    pairs = combinations(zip(left, right, strict=True), 2)
    score = sum(_sign(a - c) * _sign(b - d) for (a, b), (c, d) in pairs)
    return score / sqrt(untied_left) / sqrt(untied_right)


def _count_ties(values: Sequence[float]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(values).values())


def _sign(difference: float) -> int:
    return (difference > 0) - (difference < 0)
