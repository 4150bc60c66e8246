"""From rows to the report: every arm's figures with intervals, and the baselines beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from patchcritic.bench.metrics.arms import Resampling, make_arm_report
from patchcritic.bench.metrics.baselines import (
    BASE_RATE,
    FACTS_ONLY,
    LEXICAL,
    PREFIX,
    find_unique,
    judge_base_rate,
    judge_facts_only,
    judge_lexical,
    predict_base_rate,
    predict_facts_only,
    predict_lexical,
)
from patchcritic.bench.metrics.bootstrap import N_RESAMPLES, find_clusters
from patchcritic.bench.metrics.cases import Row
from patchcritic.bench.metrics.lexical import compare_submissions
from patchcritic.domain import Instance, Submission
from patchcritic.domain.benchmark import BenchReport, PatchResult, TestResult

Rows = tuple[list[TestResult], list[PatchResult]]


def make_report(
    tests: Iterable[TestResult],
    patches: Iterable[PatchResult],
    *,
    dataset: str,
    dataset_digest: str = "",
    instances: Iterable[Instance] = (),
    submissions: Iterable[Submission] = (),
    skipped: Mapping[str, int] | None = None,
    seconds: float = 0.0,
    settings: Mapping[str, str] | None = None,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> BenchReport:
    """Everything measured of a run: arms in the order of their first row, baselines apart.

    ``instances`` and ``submissions`` are read for the lexical baseline only, which is left out
    without them. Rows whose outcome nobody knows count in ``n_tests`` and in no figure.
    """
    test_rows, patch_rows = list(tests), list(patches)
    rows: list[Row] = [*test_rows, *patch_rows]
    clusters, cluster = find_clusters(rows)
    n_clusters = max(clusters.values(), default=0) + 1
    resampling = Resampling(
        clusters=clusters, n_clusters=n_clusters, n_resamples=n_resamples, seed=seed
    )
    by_arm = _group(test_rows, patch_rows)
    likeness = compare_submissions(submissions, instances)
    made = _make_baselines(find_unique(test_rows), find_unique(patch_rows), likeness)
    given = {name: rows for name, rows in by_arm.items() if name.startswith(PREFIX)}
    judged = {(row.instance_id, row.submission) for row in rows}
    return BenchReport(
        dataset=dataset,
        dataset_digest=dataset_digest,
        arms=tuple(
            make_arm_report(name, *rows, resampling)
            for name, rows in by_arm.items()
            if name not in given
        ),
        baselines=tuple(
            make_arm_report(name, *rows, resampling) for name, rows in {**made, **given}.items()
        ),
        n_instances=len(clusters),
        n_submissions=len(judged),
        skipped=dict(skipped or {}),
        seconds=seconds,
        settings={**(settings or {}), "intervals": f"95 %, {n_clusters} x {cluster}"},
    )


def _group(tests: Sequence[TestResult], patches: Sequence[PatchResult]) -> dict[str, Rows]:
    by_arm: dict[str, Rows] = {}
    for patch in patches:
        by_arm.setdefault(patch.arm, ([], []))[1].append(patch)
    for test in tests:
        by_arm.setdefault(test.arm, ([], []))[0].append(test)
    return by_arm


def _make_baselines(
    tests: Sequence[TestResult],
    patches: Sequence[PatchResult],
    likeness: Mapping[tuple[str, str], float],
) -> dict[str, Rows]:
    made: dict[str, Rows] = {
        BASE_RATE: (predict_base_rate(tests), judge_base_rate(patches)),
        FACTS_ONLY: (predict_facts_only(tests), judge_facts_only(patches, tests)),
    }
    if likeness:
        made[LEXICAL] = (predict_lexical(tests, likeness), judge_lexical(patches, likeness))
    return made
