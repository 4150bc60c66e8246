"""``patchcritic bench``: measure critics, and make what they are measured on."""

from __future__ import annotations

import typer

from patchcritic.cli.bench_mine import mine

app = typer.Typer(help="Make labelled cases from real code.", no_args_is_help=True)
app.command("mine")(mine)


@app.callback()
def _callback() -> None:
    """Keep ``mine`` a command of its own while it is the only one."""
