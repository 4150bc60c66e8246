"""``patchcritic action``: what the step of action.yml runs."""

from __future__ import annotations

import os

import typer


def act() -> None:
    """Judge the change that a run of GitHub Actions is about; for action.yml alone."""
    from patchcritic.cli.action_run import run_action

    raise typer.Exit(run_action(os.environ))
