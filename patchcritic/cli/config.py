"""``patchcritic config``: what a run would be tuned by, and what said so."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from patchcritic.cli import options
from patchcritic.errors import UsageProblem

if TYPE_CHECKING:
    from patchcritic.config import Setting, TableSource

app = typer.Typer(help="Show the settings, and where each comes from.", no_args_is_help=True)

_RENAMED = {"format_name": "format"}
"""Options of ``eval`` whose function calls them otherwise than the settings do."""


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def show(
    context: typer.Context,
    repo: options.Repo = Path(),
    config_file: options.ConfigFile = None,
    config_from: options.ConfigFrom = None,
    isolated: options.Isolated = False,
    format_name: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="console or json.")
    ] = "console",
) -> None:
    """Show every setting with its origin: a flag, a variable, a file and line, or the default.

    Options of `patchcritic eval` may follow; they are shown as flags. No secret is printed.
    """
    from patchcritic.config import trace_config

    if format_name not in ("console", "json"):
        raise UsageProblem(f"--format {format_name} is not known; choose console or json")
    source = options.table_source(config_file, config_from, isolated)
    settings = trace_config(repo, source, **_read_flags(context.args))
    if format_name == "json":
        sys.stdout.write(json.dumps(_as_document(settings, source), indent=2) + "\n")
        return
    width = max(len(setting.key) for setting in settings)
    for setting in settings:
        origin = f"{setting.origin}: {setting.place}" if setting.place else str(setting.origin)
        sys.stdout.write(f"{setting.key:<{width}}  {_show_value(setting.value):<12}  {origin}\n")


def _read_flags(arguments: list[str]) -> dict[str, Any]:
    """The settings that options of ``eval`` give, read as ``eval`` reads them."""
    from patchcritic.cli.eval import evaluate
    from patchcritic.config import Config

    eval_app = typer.Typer(add_completion=False)
    eval_app.command()(evaluate)
    command = typer.main.get_command(eval_app)
    with command.make_context("patchcritic config show", list(arguments)) as context:
        given = {_RENAMED.get(name, name): value for name, value in context.params.items()}
    flags = {name: value for name, value in given.items() if name in Config.model_fields}
    turned_off = {name.removeprefix("no_") for name, value in given.items() if value is True}
    return flags | dict.fromkeys(turned_off & {"cache", "redact"}, False)


def _show_value(value: object) -> str:
    from patchcritic.reports.sanitise import make_one_line

    if value is None:
        return "-"
    return str(value).lower() if isinstance(value, bool) else make_one_line(str(value))


def _as_document(settings: tuple[Setting, ...], source: TableSource) -> dict[str, Any]:
    return {
        "config_from": source.revision,
        "settings": {
            setting.key: {
                "value": setting.value,
                "origin": str(setting.origin),
                "place": setting.place or None,
            }
            for setting in settings
        },
    }
