"""The end of ``bench run``: files in their order, the report, and the exit code."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.bench.run import write_summaries
from patchcritic.bench.run.report import build_report
from patchcritic.cli.bench_progress import describe_cost
from patchcritic.cli.exits import ACCEPT, NO_VERDICT
from patchcritic.cli.output import MAX_WIDTH, MIN_WIDTH, write_whole
from patchcritic.reports.bench_console import render_bench_console
from patchcritic.reports.bench_html import render_bench_html
from patchcritic.reports.bench_json import render_bench_json

if TYPE_CHECKING:
    from patchcritic.bench.run import Progress, RunStore, Selection
    from patchcritic.domain.benchmark import BenchReport


def finish_bench(
    store: RunStore,
    selection: Selection,
    progress: Progress,
    settings: Mapping[str, str],
    *,
    dataset: Path,
    seed: int | None,
) -> int:
    """Write what follows from the folder's rows, and say on stdout what there is."""
    store.sort_rows()
    write_summaries(store, selection)
    report = build_report(store, selection, dataset=dataset.name, settings=settings, seed=seed or 0)
    write_whole(store.folder / "report.json", render_bench_json(report))
    write_whole(store.folder / "report.html", render_bench_html(report))
    sys.stdout.write(_render_table(report))
    counts = (
        f"{progress.n_judged} submissions judged now",
        f"{len(store.done)} judgements of before",
        f"{progress.n_skipped} skipped",
        describe_cost(progress.cost_usd),
    )
    lines = [", ".join(counts), f"written to {store.folder}"]
    if progress.is_over_budget:
        lines.append("--max-cost is spent; the same command with more goes on")
    sys.stdout.write("\n".join(lines) + "\n")
    has_verdict = bool(report.n_submissions) and not progress.is_over_budget
    return ACCEPT if has_verdict else NO_VERDICT


def _render_table(report: BenchReport) -> str:
    """The figures as wide as the terminal, in what stdout's encoding has."""
    width = min(MAX_WIDTH, max(MIN_WIDTH, shutil.get_terminal_size((100, 24)).columns))
    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    encoding = sys.stdout.encoding or "utf-8"
    text = render_bench_console(report, width=width, color=color)
    return text.encode(encoding, "replace").decode(encoding)
