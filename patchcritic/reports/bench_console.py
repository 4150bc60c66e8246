"""The bench report for people at a terminal: arms and baselines side by side."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from patchcritic.domain.benchmark import ArmReport, BenchReport, Interval
from patchcritic.reports.figures import (
    FigureRow,
    Level,
    describe_looks,
    describe_usage,
    format_range,
    format_value,
    list_arms,
    list_figures,
)
from patchcritic.reports.sanitise import make_one_line
from patchcritic.reports.sparklines import draw_sparkline, sample_bins, sample_curve

LEVELS: Mapping[Level, str] = {
    "test_level": "Tests",
    "reached_level": "Tests that the change can affect",
    "patch_level": "Patches",
    "agreement": "Agreement of rankings",
}
COLUMN = 20
"""Columns of the screen for one arm: a name, or an interval."""
MAX_TITLE = 26
IDEAL = [(slot + 0.5) / 10 for slot in range(10)]


def render_bench_console(report: BenchReport, *, width: int = 100, color: bool = False) -> str:
    """The report as text of at most ``width`` columns, coloured when ``color`` is set.

    Arms that do not fit beside each other follow below, in tables of their own.
    """
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=color, no_color=not color, highlight=False
    )
    for part in _parts(report, width):
        console.print(part)
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _parts(report: BenchReport, width: int) -> Iterator[RenderableType]:
    yield _header(report)
    arms = list_arms(report)
    n_side_by_side = max(1, (width - 28) // (COLUMN + 2))
    for level, title in LEVELS.items():
        rows = list_figures(arms, level)
        for start in range(0, len(arms) if rows else 0, n_side_by_side):
            places = range(start, min(start + n_side_by_side, len(arms)))
            yield Text()
            yield _table(title, rows, report, places)
    for arm in arms:
        yield Text()
        n_rows = f"{arm.n_tests:,} tests, {arm.n_patches:,} patches"
        yield Text.assemble((make_one_line(arm.arm), "bold"), (f"  {n_rows}", "dim"))
        lines = Table.grid(padding=(0, 2), pad_edge=True)
        for name, line in _curves(arm):
            lines.add_row(Text(name, style="dim"), Text(line))
        yield lines


def _header(report: BenchReport) -> Text:
    text = Text(make_one_line(report.dataset), style="bold")
    text.append(f"  {report.n_instances} instances, {report.n_submissions} submissions")
    if report.seconds:
        text.append(f", {report.seconds:,.1f} s", style="dim")
    for name, value in report.settings.items():
        text.append(f"\n  {make_one_line(name)}: {make_one_line(value)}", style="dim")
    for reason, n in report.skipped.items():
        text.append(f"\n  ! {n} skipped: {make_one_line(reason)}", style="yellow")
    return text


def _table(title: str, rows: list[FigureRow], report: BenchReport, places: range) -> Table:
    table = Table(box=None, padding=(0, 1), title=title, title_justify="left", title_style="bold")
    table.add_column("", style="dim", no_wrap=True)
    for place in places:
        is_arm = place < len(report.arms)
        arm = list_arms(report)[place]
        name = Text(make_one_line(arm.arm, 3 * COLUMN), style="bold" if is_arm else "dim")
        table.add_column(name, min_width=COLUMN, max_width=COLUMN, overflow="fold")
    for row in rows:
        cells = (_cell(row.intervals[place], is_best=place in row.best) for place in places)
        table.add_row(Text(make_one_line(row.figure.title, MAX_TITLE)), *cells)
    return table


def _cell(interval: Interval | None, *, is_best: bool) -> Text:
    text = Text(format_value(interval), style="bold green" if is_best else "")
    return text.append(f" {format_range(interval)}", style="dim") if interval else text


def _curves(arm: ArmReport) -> Iterator[tuple[str, str]]:
    if arm.bins:
        line, ideal = draw_sparkline(sample_bins(arm.bins)), draw_sparkline(IDEAL)
        yield "reliability", f"{line}  true share of passing over p 0 to 1; ideal {ideal}"
    if arm.coverage_risk:
        top = max(risk for _, risk in arm.coverage_risk)
        line = draw_sparkline(sample_curve(arm.coverage_risk), top=top)
        yield "coverage-risk", f"{line}  errors among the surest 5 to 100 %; █ is {top:.3f}"
    if arm.second_look:
        yield "second look", describe_looks(arm.second_look)
    if arm.usage.n_calls:
        took = describe_usage(arm.usage)
        yield "took", ", ".join(f"{name} {value}" for name, value in took.items())
