"""The command line: parse, call, render, exit. One file per command."""

from __future__ import annotations


def main() -> None:
    """Run the command line and exit the process; see ``exits`` for the codes."""
    from patchcritic.cli.app import app
    from patchcritic.cli.errors import run_to_exit

    run_to_exit(app)


__all__ = ["main"]
