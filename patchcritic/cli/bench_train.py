"""``patchcritic bench train-static``: fit the prior anew, on cases of one's own."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from patchcritic.training import Training


def train_static(
    mined: Annotated[
        list[Path],
        typer.Option(
            "--mined", metavar="DIR",
            help="A folder that `bench mine --execute` wrote. Repeatable.",
        ),
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="FILE", help="Where the model's JSON goes.")
    ],
    hold_out: Annotated[
        list[str] | None,
        typer.Option(
            "--hold-out", metavar="NAME",
            help="Only measure on this package, never train on it. Repeatable.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of the trees.")] = 0,
) -> None:  # fmt: skip
    """Fit the static critic's model on labelled cases, and say how good it is on unseen packages.

    Needs scikit-learn (the extra [train]). What was analysed is kept in each folder, so that a
    second training takes seconds.
    """
    from patchcritic.errors import UsageProblem
    from patchcritic.training import MinedFolder
    from patchcritic.training import train_static as train

    training = train(
        [MinedFolder(path=one) for one in mined],
        hold_out=hold_out or (),
        seed=seed,
        listen=lambda line: typer.echo(line, err=True),
    )
    try:
        out.write_text(training.to_json(), encoding="utf-8")
    except OSError as error:
        raise UsageProblem(f"--out {out} cannot be written: {error.strerror}") from None
    sys.stdout.write(_describe(training, out))


def _describe(training: Training, out: Path) -> str:
    from patchcritic.training import HEADER

    counts = training.counts
    lines = [
        _describe_pairs(counts, len(training.packages)),
        _describe_left_out(counts),
        f"abstains between {training.band[0]:g} and {training.band[1]:g}",
        "",
        f"{'packages not trained on':26}{HEADER}",
        *(f"  {kind:24}{figures}" for kind, figures in training.unseen.items()),
    ]
    if training.held_out:
        lines += ["packages held out"]
        lines += [f"  {kind:24}{figures}" for kind, figures in training.held_out.items()]
    return "\n".join([*lines, "", f"written to {out}", ""])


def _describe_pairs(counts: Mapping[str, int], n_packages: int) -> str:
    return (
        f"{counts['trained_on']} pairs of {n_packages} packages and "
        f"{counts['submissions']} submissions"
    )


def _describe_left_out(counts: Mapping[str, int]) -> str:
    return (
        f"left out: {counts['decided_by_facts']} decided by facts "
        f"({counts['decided_rightly']} rightly), {counts['not_reached']} not reached"
    )
