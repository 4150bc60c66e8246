"""The figures of a run, arms beside baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from patchcritic.bench.inject.judging import ALL_LINES
from patchcritic.bench.inject.nouns import InjectRow
from patchcritic.bench.inject.scores import Score, score_random, score_row
from patchcritic.bench.metrics import PREFIX, bootstrap, find_clusters
from patchcritic.domain.benchmark import Interval, PatchResult

ONE_LINE = f"{PREFIX}a random changed line"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmFigures:
    """How well one arm points at faults."""

    arm: str
    n_cases: int
    n_faults: int
    n_flagged: int
    figures: Mapping[str, Interval]
    """``jaccard``: mean over cases; ``recall``: share of cases with a fault flagged;
    ``precision``: share of flagged places that are near a fault, None when nothing is flagged;
    ``faults``: share of faults flagged."""
    operators: Mapping[str, tuple[int, float]]
    """By kind of fault how many there are, and the share flagged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectReport:
    """All arms over one folder's cases."""

    dataset: str
    tolerance: int
    """Lines by which a flagged place may miss a fault."""
    cluster: str
    """What the intervals draw: ``repository`` or ``instance``."""
    arms: tuple[ArmFigures, ...]
    baselines: tuple[ArmFigures, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)


def make_inject_report(
    rows: Iterable[InjectRow],
    *,
    dataset: str,
    tolerance: int,
    seed: int,
    skipped: Mapping[str, int],
) -> InjectReport:
    """Measure rows; the same rows give the same report."""
    found = sorted(rows, key=lambda row: (row.instance_id, row.case))
    # Of a row it reads the ids alone, which these have under the same names.
    clusters, cluster = find_clusters(cast("list[PatchResult]", found))
    names = dict.fromkeys(row.arm for row in found if row.arm != ALL_LINES)

    def measure(arm: str, wanted: str, score: Callable[..., Score]) -> ArmFigures:
        scores = [score(row, tolerance=tolerance) for row in found if row.arm == wanted]
        return _measure_arm(arm, scores, clusters, seed=seed)

    has_baseline = any(row.arm == ALL_LINES for row in found)
    baselines = ((ALL_LINES, score_row), (ONE_LINE, score_random)) if has_baseline else ()
    return InjectReport(
        dataset=dataset,
        tolerance=tolerance,
        cluster=cluster,
        arms=tuple(measure(name, name, score_row) for name in names),
        baselines=tuple(measure(name, ALL_LINES, score) for name, score in baselines),
        skipped=dict(sorted(skipped.items())),
    )


def _measure_arm(
    arm: str, scores: Sequence[Score], clusters: Mapping[str, int], *, seed: int
) -> ArmFigures:
    n_clusters = len(set(clusters.values()))
    faults = [fault for score in scores for fault in score.faults]
    operators = {
        name: [found for operator, found in faults if operator == name]
        for name in sorted({operator for operator, _ in faults})
    }

    def measure(weights: Sequence[int]) -> Mapping[str, float | None]:
        return _weigh(scores, [weights[clusters[one.instance_id]] for one in scores])

    return ArmFigures(
        arm=arm,
        n_cases=len(scores),
        n_faults=len(faults),
        n_flagged=sum(one.n_flagged for one in scores),
        figures=bootstrap([measure], n_clusters, seed=seed),
        operators={name: (len(one), sum(one) / len(one)) for name, one in operators.items()},
    )


def _weigh(scores: Sequence[Score], weights: Sequence[int]) -> Mapping[str, float | None]:
    """Figures with each case counted as often as its cluster was drawn."""
    pairs = list(zip(weights, scores, strict=True))

    def share(part: Callable[[Score], float], whole: Callable[[Score], float]) -> float | None:
        total = sum(weight * whole(score) for weight, score in pairs)
        return sum(weight * part(score) for weight, score in pairs) / total if total else None

    return {
        "jaccard": share(lambda one: one.jaccard, lambda _: 1),
        "recall": share(lambda one: one.hit, lambda _: 1),
        "precision": share(lambda one: one.n_right, lambda one: one.n_flagged),
        "faults": share(
            lambda one: sum(found for _, found in one.faults), lambda one: len(one.faults)
        ),
    }
