"""Progress of ``bench run`` on stderr: a bar for a person, and what was skipped for everybody."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from patchcritic.redact import redact_message
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from patchcritic.bench.run import Listener, Progress

_WIDTH = 300


@contextmanager
def show_bench_progress(*, is_quiet: bool) -> Iterator[Listener]:
    """A listener that prints notes, and draws a bar where stderr is a terminal."""
    if is_quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _print_notes
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        task = bars.add_task("instances", total=None)

        def listen(progress: Progress) -> None:
            for note in _take_notes(progress):
                bars.console.print(note, markup=False, highlight=False)
            bars.update(
                task,
                description=f"instances · {describe_cost(progress.cost_usd)}",
                completed=progress.n_done,
                total=progress.n_instances,
            )

        yield listen


def describe_cost(cost_usd: float | None) -> str:
    """Money for a reader."""
    return "cost not known" if cost_usd is None else f"${cost_usd:.4f}"


def _print_notes(progress: Progress) -> None:
    for note in _take_notes(progress):
        print(note, file=sys.stderr)  # noqa: T201


def _take_notes(progress: Progress) -> Iterator[str]:
    while progress.notes:
        yield f"patchcritic: {make_one_line(redact_message(progress.notes.pop(0)), _WIDTH)}"
