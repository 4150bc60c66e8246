"""``patchcritic batch``: answers that a batch service gave to exported requests."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patchcritic.cli.exits import ACCEPT, NO_VERDICT

if TYPE_CHECKING:
    from patchcritic.critics.batch.importing import Import

app = typer.Typer(
    help="Take in answers to requests written by `eval --export-requests`.", no_args_is_help=True
)

WORDS = {
    "stored": "replies stored",
    "known": "already known: nothing changed",
    "duplicate": "answered by an earlier line",
    "failed": "errors instead of answers",
    "refused": "refused by the model or a filter",
    "cut": "stored, though cut off at max_tokens",
    "empty": "empty",
    "foreign": "not among the requests",
    "invalid": "not lines of a batch file",
}
N_REASONS = 5


@app.callback()
def _keep_subcommands() -> None:
    """Make `import` a command of its own, though it is the only one."""


@app.command("import")
def import_responses(
    responses: Annotated[
        list[Path],
        typer.Argument(metavar="RESPONSES...", help="What the service wrote: JSON lines."),
    ],
    requests: Annotated[Path, typer.Option(metavar="FILE", help="What --export-requests wrote.")],
    as_json: Annotated[bool, typer.Option("--json", help="The counts as JSON.")] = False,
) -> None:
    """Store the answers, so that the same `eval` without --export-requests reads them.

    Several files may be given, for example OpenAI's output file and its error file.
    """
    from patchcritic.cache import AnswerStore
    from patchcritic.critics.batch.importing import import_answers

    store = AnswerStore()
    try:
        result = import_answers(tuple(responses), requests, store)
    finally:
        store.close()
    if as_json:
        sys.stdout.write(json.dumps(_as_document(result), indent=2) + "\n")
    else:
        _print_table(result)
    raise typer.Exit(ACCEPT if result.is_of_use else NO_VERDICT)


def _as_document(result: Import) -> dict[str, object]:
    return {
        **_counts(result),
        "requests": result.n_requests,
        "unanswered": result.n_unanswered,
        "dropped": result.n_dropped,
        "reasons": dict(result.reasons.most_common()),
    }


def _counts(result: Import) -> dict[str, int]:
    from patchcritic.critics.batch.answers import Outcome

    return {name: result.outcomes[Outcome(name)] for name in WORDS}


def _print_table(result: Import) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from patchcritic.reports.sanitise import make_one_line

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for name, n in _counts(result).items():
        if n or name == "stored":
            table.add_row(f"{n:,}", Text(WORDS[name]))
    for reason, n in result.reasons.most_common(N_REASONS):
        table.add_row("", Text(f"{n:,} x {make_one_line(reason, 100)}", style="dim"))
    console = Console()
    console.print(table)
    console.print(Text(_explain_rest(result)), soft_wrap=True)


def _explain_rest(result: Import) -> str:
    """What is still to be had, and how."""
    n_answered = result.n_requests - result.n_unanswered
    said = f"{n_answered:,} of {result.n_requests:,} requests are answered"
    if result.n_dropped:
        return (
            f"{said}; {result.n_dropped:,} replies had to go again, since the cache is full: "
            "`patchcritic cache clear`, or run and import in smaller parts"
        )
    if result.n_unanswered:
        return f"{said}; the same command with --export-requests writes the rest"
    return f"{said}; the same command without --export-requests reads them"
