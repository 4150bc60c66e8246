"""The command line: parse, call, render, exit. One file per command."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit the process; see ``exits`` for the codes."""
    from patchcritic.cli.errors import run_to_exit

    run_to_exit(_run)


def _run() -> None:
    # Loaded inside the funnel: an interruption may come before the first command is known.
    from patchcritic.cli.app import app

    app()


__all__ = ["main"]
