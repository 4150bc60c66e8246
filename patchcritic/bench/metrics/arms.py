"""Everything measured of one arm, from its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from patchcritic.bench.metrics.auc import prepare_auc
from patchcritic.bench.metrics.baselines import BASE_RATE, PREFIX, tie_assumed
from patchcritic.bench.metrics.bootstrap import N_RESAMPLES, bootstrap
from patchcritic.bench.metrics.cases import Case, Measure, make_patch_cases, make_test_cases
from patchcritic.bench.metrics.classification import (
    count_confusion,
    describe_confusion,
    prepare_label_figures,
)
from patchcritic.bench.metrics.coverage import aurc, thin_points, trace_coverage_risk
from patchcritic.bench.metrics.probability import make_bins, prepare_probability_figures
from patchcritic.bench.metrics.ranking import (
    Progress,
    measure_progress,
    prepare_agreement,
    prepare_progress_error,
    prepare_submitter_agreement,
)
from patchcritic.bench.metrics.second_look import (
    SecondLookRates,
    find_questions,
    rate_second_looks,
)
from patchcritic.domain import Usage
from patchcritic.domain.benchmark import ArmReport, Interval, PatchResult, TestResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Resampling:
    """How intervals are made; the same for every arm, so that arms meet the same resamples."""

    clusters: Mapping[str, int] = field(default_factory=dict)
    """Each instance's cluster."""
    n_clusters: int = 1
    n_resamples: int = N_RESAMPLES
    seed: int = 0

    def measure(self, *measures: Measure) -> dict[str, Interval]:
        """The figures of all measures with their intervals."""
        return bootstrap(measures, self.n_clusters, n_resamples=self.n_resamples, seed=self.seed)


def make_arm_report(
    arm: str,
    tests: Sequence[TestResult],
    patches: Sequence[PatchResult],
    resampling: Resampling,
) -> ArmReport:
    """Everything measured of one arm, from its rows."""
    test_cases = make_test_cases(tests, resampling.clusters)
    patch_cases = make_patch_cases(patches, resampling.clusters)
    progress = measure_progress(tests)
    risks = trace_coverage_risk(test_cases)
    looks = rate_second_looks(find_questions(tests))
    patch_level = _measure_cases(arm, patch_cases, resampling)
    error = prepare_progress_error(progress, resampling.clusters, resampling.n_clusters)
    return ArmReport(
        arm=arm.removeprefix(PREFIX),
        test_level={
            **_measure_cases(arm, test_cases, resampling),
            "aurc": Interval(value=aurc(risks)),
        },
        patch_level={**patch_level, **resampling.measure(error)},
        n_tests=len(tests),
        n_patches=len(patches),
        confusion=describe_confusion(count_confusion(test_cases)),
        patch_confusion=describe_confusion(count_confusion(patch_cases), unsaid="uncertain"),
        bins=make_bins(test_cases),
        coverage_risk=thin_points(risks),
        progress=tuple(progress.values()),
        agreement=_measure_agreement(arm, progress, patches, resampling),
        second_look=_describe_looks(looks) if looks.n_questions else {},
        usage=_sum_usage(tests, patches),
        reached_level=_measure_reached(arm, tests, resampling),
    )


def _measure_reached(
    arm: str, tests: Sequence[TestResult], resampling: Resampling
) -> dict[str, Interval]:
    """Tests that the change cannot affect are easily right, and would hide how hard the rest is."""
    reached = [row for row in tests if row.is_reached]
    if len(reached) in (0, len(tests)):
        return {}
    return _measure_cases(arm, make_test_cases(reached, resampling.clusters), resampling)


def _measure_cases(arm: str, cases: Sequence[Case], resampling: Resampling) -> dict[str, Interval]:
    n_clusters = resampling.n_clusters
    return resampling.measure(
        prepare_label_figures(cases, n_clusters),
        prepare_auc(tie_assumed(arm, cases), n_clusters),
        prepare_probability_figures(cases, n_clusters),
    )


def _measure_agreement(
    arm: str, progress: Progress, patches: Sequence[PatchResult], resampling: Resampling
) -> dict[str, Interval]:
    """None of what has one probability for all: its differences are only rounding."""
    if arm == BASE_RATE:
        return {}
    return resampling.measure(
        prepare_agreement(progress, resampling.clusters, resampling.n_clusters),
        prepare_submitter_agreement(patches, resampling.clusters, resampling.n_clusters),
    )


def _describe_looks(looks: SecondLookRates) -> dict[str, float]:
    rates = {"cl": looks.cl, "cs": looks.cs, "acc1": looks.acc1, "acc2": looks.acc2}
    known = {**rates, "rss": looks.rss, "n": float(looks.n_questions)}
    worth = {"is_worth_it": float(bool(looks.is_worth_it))}
    return {name: value for name, value in known.items() if value is not None} | worth


def _sum_usage(tests: Sequence[TestResult], patches: Sequence[PatchResult]) -> Usage:
    """A submission's usage counts the tests without an answer too, so it comes first."""
    total = sum((row.usage for row in patches), start=Usage())
    return total if total.n_calls else sum((row.usage for row in tests), start=Usage())
