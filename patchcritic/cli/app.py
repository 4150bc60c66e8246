"""The commands, joined into one application."""

from __future__ import annotations

from typing import Annotated

import typer

from patchcritic import __version__
from patchcritic.cli import batch, bench, cache, config, hook, models
from patchcritic.cli.action import act
from patchcritic.cli.doctor import diagnose
from patchcritic.cli.eval import evaluate
from patchcritic.cli.rank import rank
from patchcritic.cli.tests import list_tests
from patchcritic.cli.trace import trace

app = typer.Typer(
    name="patchcritic",
    help="Tells, without executing anything, whether a patch will make a repository's tests pass.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # loading rich for the help costs 140 of 275 ms
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("eval")(evaluate)
app.command("tests")(list_tests)
app.command("trace")(trace)
app.command("rank")(rank)
app.command("doctor")(diagnose)
app.command("action", hidden=True)(act)
app.add_typer(batch.app, name="batch")
app.add_typer(hook.app, name="hook")
app.add_typer(models.app, name="models")
app.add_typer(cache.app, name="cache")
app.add_typer(bench.app, name="bench")
app.add_typer(config.app, name="config")


def _show_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"patchcritic {__version__}")
        raise typer.Exit


@app.callback()
def _callback(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Take the options that stand before a command."""
