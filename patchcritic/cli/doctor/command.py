"""``patchcritic doctor``: whether this machine and the chosen model are fit for a run."""

from __future__ import annotations

import json
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from patchcritic import __version__
from patchcritic.cli import options
from patchcritic.cli.doctor.nouns import Check, State, Task, is_usable, run_task
from patchcritic.cli.exits import ACCEPT, INTERNAL

if TYPE_CHECKING:
    from rich.status import Status

STYLES = {State.OK: "green", State.WARN: "yellow", State.FAIL: "bold red", State.SKIP: "dim"}


def diagnose(
    model: Annotated[
        str | None,
        typer.Option("--model", "-m", metavar="NAME",
                     help="The model to look at, as for eval.  [default: auto]"),
    ] = None,
    api_base: Annotated[
        str | None, typer.Option(metavar="URL", help="An OpenAI-compatible server.")
    ] = None,
    repo: options.Repo = Path(),
    offline: Annotated[
        bool, typer.Option("--offline", help="Ask no provider; tell what lists say.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="The checks as JSON.")] = False,
) -> None:  # fmt: skip
    """Look at git, keys, cache and model, and say what is wrong and what to do about it.

    A provider's model is asked two small questions, which cost a fraction of a cent; keys are
    named and never shown. Exit code 3 when something stands in the way of a run.
    """
    from patchcritic.cli.doctor.provider import MAX_TOKENS, TIMEOUT_S
    from patchcritic.cli.doctor.tasks import list_machine_tasks, list_model_tasks
    from patchcritic.config import load_config
    from patchcritic.critics import CriticSettings

    config = load_config(repo, model=model, api_base=api_base)
    settings = CriticSettings(
        api_base=config.api_base, timeout_s=TIMEOUT_S, max_retries=1, max_tokens=MAX_TOKENS
    )
    tasks = [
        *list_machine_tasks(repo),
        *list_model_tasks(config.model, settings, is_offline=offline),
    ]
    checks = _run_visibly(tasks)
    if as_json:
        sys.stdout.write(json.dumps(_as_document(config.model, checks), indent=2) + "\n")
    else:
        _print_table(checks)
    raise typer.Exit(ACCEPT if is_usable(checks) else INTERNAL)


def _run_visibly(tasks: list[Task]) -> tuple[Check, ...]:
    """Run the tasks; a person waiting sees on stderr which one is under way."""
    checks: list[Check] = []
    with _show_status() as status:
        for task in tasks:
            if status is not None:
                status.update(f"checking: {task.name}")
            checks += run_task(task)
    return tuple(checks)


def _show_status() -> AbstractContextManager[Status | None]:
    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console

    return Console(stderr=True).status("checking")


def _as_document(model: str, checks: tuple[Check, ...]) -> dict[str, object]:
    return {
        "version": __version__,
        "model": model,
        "is_usable": is_usable(checks),
        "checks": [
            {
                "name": check.name,
                "state": str(check.state),
                "message": check.message,
                "details": dict(check.details),
            }
            for check in checks
        ],
    }


def _print_table(checks: tuple[Check, ...]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from patchcritic.reports.sanitise import make_one_line

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for check in checks:
        state = Text(str(check.state), style=STYLES[check.state])
        table.add_row(state, Text(check.name), Text(make_one_line(check.message)))
    Console().print(table)
