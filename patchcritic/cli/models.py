"""``patchcritic models``: list, pull, locate and remove the embedded model's weights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from patchcritic.models import (
    DEFAULT_HUB,
    KNOWN_MODELS,
    KnownModel,
    default_local_model,
    known_model,
    model_path,
    partial_path,
    pull_model,
    remove_model,
    require_model,
)

app = typer.Typer(help="Get and manage the weights of the embedded models.", no_args_is_help=True)

_DEFAULT = default_local_model().alias
_Name = Annotated[
    str,
    typer.Argument(
        metavar="NAME", help="A model's name or alias, as `patchcritic models list` shows it."
    ),
]


@app.command("list")
def list_models() -> None:
    """Show the known models, and which of them are on this machine."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("name", "alias", "MB", "licence", "on this machine"):
        table.add_column(heading, justify="right" if heading == "MB" else "left")
    for model in KNOWN_MODELS:
        alias = f"{model.alias} (default)" if model == default_local_model() else model.alias
        table.add_row(model.name, alias, f"{model.size / 1e6:,.0f}", model.licence, _state(model))
    Console().print(table)


def _state(model: KnownModel) -> str:
    if model_path(model).is_file():
        return "yes"
    partial = partial_path(model)
    if partial.is_file():
        return f"{partial.stat().st_size / model.size:.0%} of it; `pull` goes on from there"
    return "no"


@app.command()
def pull(
    name: _Name = _DEFAULT,
    hub: Annotated[
        str,
        typer.Option(metavar="URL", envvar="HF_ENDPOINT", help="The hub, or a mirror of it."),
    ] = DEFAULT_HUB,
) -> None:
    """Download a model's weights, resuming and verifying; prints where they are."""
    typer.echo(pull_visibly(known_model(name), hub=hub))


def pull_visibly(model: KnownModel, *, hub: str) -> Path:
    """Download a model's weights with a progress bar on stderr; raises what ``pull_model`` does."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        DownloadColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
        TransferSpeedColumn,
    )

    from patchcritic.reports.sanitise import make_printable

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(model.name, total=model.size)

        def show_progress(done: int, total: int) -> None:
            # A wheel is counted while it is downloaded and once more while it is read.
            progress.update(task, completed=max(done, progress.tasks[0].completed), total=total)

        def show_note(note: str) -> None:
            progress.console.print(
                make_printable(note), markup=False, highlight=False, soft_wrap=True
            )

        return pull_model(model, hub=hub, on_progress=show_progress, on_note=show_note)


@app.command()
def path(name: _Name = _DEFAULT) -> None:
    """Print where a model's weights are; exit code 3 when they are not on this machine."""
    typer.echo(require_model(known_model(name).name))


@app.command("rm")
def remove(name: _Name) -> None:
    """Delete a model's weights and any unfinished download."""
    model = known_model(name)
    typer.echo(f"{model.name}: {remove_model(model) / 1e6:,.0f} MB freed")
