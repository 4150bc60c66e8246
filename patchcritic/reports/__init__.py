"""Pure functions from an evaluation to text, one file a format.

``bench_console``, ``bench_html`` and ``bench_json`` do the same for a bench report.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from patchcritic.domain import Evaluation

FORMATS = {
    "console": "patchcritic.reports.console:render_console",
    "json": "patchcritic.reports.as_json:render_json",
    "jsonl": "patchcritic.reports.jsonl:render_jsonl",
    "junit": "patchcritic.reports.junit:render_junit",
    "sarif": "patchcritic.reports.sarif:render_sarif",
    "github": "patchcritic.reports.github:render_github",
    "markdown": "patchcritic.reports.markdown:render_markdown",
    "html": "patchcritic.reports.html:render_html",
}
SUFFIXES = {
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xml": "junit",
    ".sarif": "sarif",
    ".sarif.json": "sarif",
    ".md": "markdown",
    ".html": "html",
    ".txt": "console",
}
"""What the end of a file's name says; the longest one that fits counts."""


def load_format(name: str) -> Callable[..., str]:
    """The renderer of a format, loaded on choice; ``name`` is a key of ``FORMATS``."""
    module, _, function = FORMATS[name].partition(":")
    renderer: Callable[..., str] = getattr(import_module(module), function)
    return renderer


def render_report(evaluation: Evaluation, format_name: str, **options: Any) -> str:
    """The evaluation as text in one of ``FORMATS``."""
    return load_format(format_name)(evaluation, **options)


__all__ = ["FORMATS", "SUFFIXES", "render_report"]
