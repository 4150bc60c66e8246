"""The command line: parse, call, render, exit. One file per command."""

from __future__ import annotations

from patchcritic.cli.errors import main

__all__ = ["main"]
