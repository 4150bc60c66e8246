"""Metrics of probabilities: over every case that has one, abstentions included."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log
from operator import mul

from patchcritic.bench.metrics.cases import Case, Measure, count_each_once, divide
from patchcritic.domain.benchmark import Bin

N_BINS = 10
MIN_P = 1e-15
"""Probabilities are moved this far from 0 and 1 for the log loss, so that one sure and wrong
answer costs 34.5 nats instead of infinitely many."""

Edges = Sequence[float]


def equal_width_edges(n_bins: int = N_BINS) -> list[float]:
    """The inner edges of bins of one width."""
    return [number / n_bins for number in range(1, n_bins)]


def equal_mass_edges(cases: Sequence[Case], n_bins: int = N_BINS) -> list[float]:
    """The inner edges of bins with about as many cases each: quantiles, interpolated linearly."""
    ordered = sorted(case.p for case in cases if case.p is not None)
    return [find_quantile(ordered, number / n_bins) for number in range(1, n_bins) if ordered]


def find_quantile(ordered: Sequence[float], share: float) -> float:
    """The quantile of sorted, non-empty numbers, interpolated as numpy does by default."""
    place = share * (len(ordered) - 1)
    below = floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


@dataclass(slots=True)
class _Sums:
    """Per bin and cluster: how many, the sum of their probabilities, and how many pass."""

    n_clusters: int
    n: list[int] = field(init=False)
    p: list[float] = field(init=False)
    passed: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.n = [0] * self.n_clusters
        self.p = [0.0] * self.n_clusters
        self.passed = [0] * self.n_clusters


def _sum_bins(cases: Sequence[Case], n_clusters: int, edges: Edges) -> list[_Sums]:
    """Bins are closed on the right, as in Guo et al. (arXiv 1706.04599) and scikit-learn."""
    bins = [_Sums(n_clusters) for _ in range(len(edges) + 1)]
    for case in cases:
        if case.p is not None:
            sums = bins[bisect_left(edges, case.p)]
            sums.n[case.cluster] += 1
            sums.p[case.cluster] += case.p
            sums.passed[case.cluster] += case.truth
    return bins


def make_bins(cases: Sequence[Case], edges: Edges | None = None) -> tuple[Bin, ...]:
    """The reliability diagram's bins that hold a case, of equal width unless ``edges`` says."""
    edges = equal_width_edges() if edges is None else edges
    bounds = [0.0, *edges, 1.0]
    sums = _sum_bins([case._replace(cluster=0) for case in cases], 1, edges)
    return tuple(
        Bin(low=low, high=high, n=n, mean_p=one.p[0] / n, share_passed=one.passed[0] / n)
        for low, high, one in zip(bounds[:-1], bounds[1:], sums, strict=True)
        if (n := one.n[0])
    )


def prepare_ece(
    cases: Sequence[Case], n_clusters: int, edges: Edges | None = None
) -> Callable[[Sequence[int]], float | None]:
    """The expected calibration error as a function of the clusters' weights."""
    bins = _sum_bins(cases, n_clusters, equal_width_edges() if edges is None else edges)

    def measure(weights: Sequence[int]) -> float | None:
        total = sum(sum(map(mul, weights, one.n)) for one in bins)
        gaps = (sum(map(mul, weights, one.passed)) - sum(map(mul, weights, one.p)) for one in bins)
        return divide(sum(map(abs, gaps)), total)

    return measure


def ece(cases: Sequence[Case], edges: Edges | None = None) -> float | None:
    """The expected calibration error: the mean gap between predicted and true share of passing,
    over bins weighted by their size; equal widths unless ``edges`` says otherwise."""
    weights = count_each_once(cases)
    return prepare_ece(cases, len(weights), edges)(weights)


def brier(cases: Sequence[Case]) -> float | None:
    """The mean squared distance of the probability from the truth."""
    losses = [_squared(case.p, case.truth) for case in cases if case.p is not None]
    return divide(sum(losses), len(losses))


def log_loss(cases: Sequence[Case]) -> float | None:
    """The mean of -ln of the probability given to what happened, bounded by ``MIN_P``."""
    losses = [_surprise(case.p, case.truth) for case in cases if case.p is not None]
    return divide(sum(losses), len(losses))


def prepare_probability_figures(cases: Sequence[Case], n_clusters: int) -> Measure:
    """A measure of ``brier``, ``log_loss`` and ``ece`` whose sums are taken once per cluster."""
    n = [0] * n_clusters
    squares, surprises = [0.0] * n_clusters, [0.0] * n_clusters
    for case in cases:
        if case.p is not None:
            n[case.cluster] += 1
            squares[case.cluster] += _squared(case.p, case.truth)
            surprises[case.cluster] += _surprise(case.p, case.truth)
    measure_ece = prepare_ece(cases, n_clusters)

    def measure(weights: Sequence[int]) -> Mapping[str, float | None]:
        total = sum(map(mul, weights, n))
        return {
            "brier": divide(sum(map(mul, weights, squares)), total),
            "log_loss": divide(sum(map(mul, weights, surprises)), total),
            "ece": measure_ece(weights),
        }

    return measure


def _squared(p: float, truth: bool) -> float:
    return (p - truth) ** 2


def _surprise(p: float, truth: bool) -> float:
    given = p if truth else 1.0 - p
    return -log(min(max(given, MIN_P), 1.0 - MIN_P))
