"""Live progress on stderr, only where a person is looking."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.pipeline import Event, Listener

STAGES = {
    "apply": "building the patched tree",
    "impact": "finding what the change can reach",
    "discover": "finding the tests",
    "trace": "tracing",
    "judge": "judging",
}


@contextmanager
def show_progress(*, is_quiet: bool) -> Iterator[Listener]:
    """A listener that draws a bar on a terminal's stderr, and one that does nothing elsewhere."""
    if is_quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _event: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed

    from patchcritic.reports.sanitise import make_one_line

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        Elapsed(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def listen(event: Event) -> None:
            description = STAGES.get(event.stage, event.stage)
            if event.result is not None:
                label = getattr(event.result, "label", "no answer")
                description += f" · {make_one_line(str(event.result.node_id), 48)}: {label}"
            progress.update(
                task, description=description, completed=event.n_done, total=event.n_total or None
            )

        yield listen
