"""The figures of ``bench inject`` for people at a terminal."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from patchcritic.cli.output import MAX_WIDTH, MIN_WIDTH
from patchcritic.reports.figures import format_range, format_value
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.bench.inject import ArmFigures, InjectReport

_COLUMNS = {
    "jaccard": "Jaccard",
    "recall": "cases hit",
    "faults": "faults flagged",
    "precision": "flags right",
}


def print_inject_table(report: InjectReport) -> None:
    """Write the tables to stdout, coloured and as wide as the terminal when it is one."""
    width = min(MAX_WIDTH, max(MIN_WIDTH, shutil.get_terminal_size((100, 24)).columns))
    color = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    encoding = sys.stdout.encoding or "utf-8"
    text = render_inject_table(report, width=width, color=color)
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def render_inject_table(report: InjectReport, *, width: int = 100, color: bool = False) -> str:
    """The report as text of at most ``width`` columns."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=width, force_terminal=color, no_color=not color, highlight=False
    )
    console.print(_head(report))
    arms = (*report.arms, *report.baselines)
    if arms:
        console.print(_arms(arms))
        console.print(_operators(arms))
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _head(report: InjectReport) -> Text:
    text = Text(make_one_line(report.dataset), style="bold")
    text.append(
        f"  flagged against injected lines, at most {report.tolerance} apart; 95 % intervals by "
        f"{report.cluster}",
        style="dim",
    )
    for reason, n in report.skipped.items():
        text.append(f"\n  ! {n} skipped: {reason}", style="yellow")
    return text


def _arms(arms: Sequence[ArmFigures]) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column("", overflow="fold")
    for title in ("cases", "faults", *_COLUMNS.values()):
        table.add_column(title, justify="right")
    for arm in arms:
        cells = []
        for name in _COLUMNS:
            found = arm.figures.get(name)
            bounds = format_range(found)
            cells.append(format_value(found) + (f"\n{bounds}" if bounds else ""))
        table.add_row(make_one_line(arm.arm), str(arm.n_cases), str(arm.n_faults), *cells)
    return table


def _operators(arms: Sequence[ArmFigures]) -> Table:
    """The share of faults flagged, the frequent kinds first."""
    counts: dict[str, int] = {}
    for arm in arms:
        for name, (n, _) in arm.operators.items():
            counts[name] = max(n, counts.get(name, 0))
    table = Table(box=None, pad_edge=False, title="Faults flagged, by kind", title_justify="left")
    table.add_column("")
    table.add_column("faults", justify="right")
    for arm in arms:
        table.add_column(make_one_line(arm.arm), justify="right", overflow="fold")
    for name, n in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        shares = [arm.operators[name][1] if name in arm.operators else None for arm in arms]
        table.add_row(name, str(n), *("-" if one is None else f"{one:.2f}" for one in shares))
    return table
