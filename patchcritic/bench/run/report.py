"""The report of a run's folder, made of the rows that it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from patchcritic.bench.metrics.report import make_report
from patchcritic.bench.rows import read_patch_rows, read_test_rows
from patchcritic.bench.run.selection import Selection
from patchcritic.bench.run.store import RunStore
from patchcritic.domain.benchmark import BenchReport, PatchResult


def build_report(
    store: RunStore,
    selection: Selection,
    *,
    dataset: str,
    settings: Mapping[str, str],
    seed: int,
) -> BenchReport:
    """Measure all rows of the folder, those of earlier runs among them.

    It holds no times, so the same predictions give the same report.
    """
    skipped = Counter(row.error for row in read_patch_rows(store.patches_path) if _is_skip(row))
    return make_report(
        read_test_rows(store.tests_path),
        _read_judged(store),
        dataset=dataset,
        dataset_digest=settings["dataset"],
        instances=selection.instances,
        submissions=(one for group in selection.submissions.values() for one in group),
        skipped=dict(sorted((skipped + selection.left_out).items())),
        settings=settings,
        seed=seed,
    )


def _read_judged(store: RunStore) -> Iterator[PatchResult]:
    return (row for row in read_patch_rows(store.patches_path) if not _is_skip(row))


def _is_skip(row: PatchResult) -> bool:
    return bool(row.error) and not row.rule
