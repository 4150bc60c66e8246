"""The bench report as one HTML page: tables with intervals, and every arm's pictures."""

from __future__ import annotations

from patchcritic.domain.benchmark import BenchReport
from patchcritic.reports import figures, plots
from patchcritic.reports.pages import render_page


def render_bench_html(report: BenchReport) -> str:
    """The report as a page that needs no other file and no script."""
    arms = figures.list_arms(report)
    return render_page(
        "bench.html.j2",
        report=report,
        arms=arms,
        tests=figures.list_figures(arms, "test_level"),
        reached=figures.list_figures(arms, "reached_level"),
        patches=figures.list_figures(arms, "patch_level"),
        agreement=figures.list_figures(arms, "agreement"),
        format_value=figures.format_value,
        format_range=figures.format_range,
        describe_looks=figures.describe_looks,
        describe_usage=figures.describe_usage,
        draw_whisker=plots.draw_whisker,
        draw_reliability=plots.draw_reliability,
        draw_coverage_risk=plots.draw_coverage_risk,
        draw_progress=plots.draw_progress,
        draw_confusion=plots.draw_confusion,
    )
