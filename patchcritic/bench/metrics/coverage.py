"""What is gained by staying silent on the cases that are least sure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from patchcritic.bench.metrics.cases import Case

Point = tuple[float, float]


def trace_coverage_risk(cases: Sequence[Case]) -> list[Point]:
    """Points (share of cases kept, error rate among them), the surest case kept first.

    Sureness is the distance of the probability from 0.5, and the error is that of its side of 0.5,
    whatever the label: a threshold may be moved, abstentions are what the curve is about. A
    probability of exactly 0.5 is a toss-up and half an error. Cases as sure as each other come and
    go together, so the curve does not depend on their order.
    """
    pairs = [(case.p, case.truth) for case in cases if case.p is not None]
    known = sorted(((_sureness(p), _error(p, truth)) for p, truth in pairs), reverse=True)
    points, n_kept, n_wrong = [], 0, 0.0
    for _, group in groupby(known, key=lambda one: one[0]):
        errors = [error for _, error in group]
        n_kept += len(errors)
        n_wrong += sum(errors)
        points.append((n_kept / len(known), n_wrong / n_kept))
    return points


def aurc(points: Sequence[Point]) -> float | None:
    """The area under the coverage-risk curve, as steps: the mean error rate over all coverages
    (Geifman and El-Yaniv, arXiv 1705.08500); lower is better, None without a point."""
    if not points:
        return None
    starts = (0.0, *(coverage for coverage, _ in points))
    return sum((end - start) * risk for start, (end, risk) in zip(starts, points, strict=False))


def thin_points(points: Sequence[Point], n_points: int = 101) -> tuple[Point, ...]:
    """At most ``n_points`` of them, evenly over their order, the first and the last among them."""
    if len(points) <= n_points:
        return tuple(points)
    step = (len(points) - 1) / (n_points - 1)
    return tuple(points[round(number * step)] for number in range(n_points))


def _sureness(p: float) -> float:
    """Rounded, since 0.8 and 0.2 are equally sure and 0.8 - 0.5 is no 0.3 to a computer."""
    return round(abs(p - 0.5), 12)


def _error(p: float, truth: bool) -> float:
    return 0.5 if p == 0.5 else float((p > 0.5) is not truth)
