"""``patchcritic bench``: measure critics, and make what they are measured on."""

from __future__ import annotations

import typer

from patchcritic.cli.bench_calibrate import calibrate
from patchcritic.cli.bench_inject import inject
from patchcritic.cli.bench_mine import mine
from patchcritic.cli.bench_run import run
from patchcritic.cli.bench_train import train_static

app = typer.Typer(
    help="Make labelled cases from real code, and measure critics on them.", no_args_is_help=True
)
app.command("mine")(mine)
app.command("run")(run)
app.command("calibrate")(calibrate)
app.command("inject")(inject)
app.command("train-static")(train_static)
