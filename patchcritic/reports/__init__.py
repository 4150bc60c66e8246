"""Pure functions from an evaluation, or from a bench report, to text, one file a format."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from patchcritic.domain import Evaluation
    from patchcritic.domain.benchmark import BenchReport

FORMATS = {
    "console": "patchcritic.reports.console:render_console",
    "json": "patchcritic.reports.as_json:render_json",
    "html": "patchcritic.reports.html:render_html",
}
SUFFIXES = {".json": "json", ".txt": "console", ".html": "html"}
BENCH_FORMATS = {
    "console": "patchcritic.reports.bench_console:render_bench_console",
    "json": "patchcritic.reports.bench_json:render_bench_json",
    "html": "patchcritic.reports.bench_html:render_bench_html",
}


def render_report(evaluation: Evaluation, format_name: str, **options: Any) -> str:
    """The evaluation as text in one of ``FORMATS``."""
    return _load(FORMATS[format_name])(evaluation, **options)


def render_bench(report: BenchReport, format_name: str, **options: Any) -> str:
    """The bench report as text in one of ``BENCH_FORMATS``."""
    return _load(BENCH_FORMATS[format_name])(report, **options)


def _load(name: str) -> Callable[..., str]:
    """A renderer's module is imported when it is chosen: not every run needs rich or jinja2."""
    module, _, function = name.partition(":")
    renderer: Callable[..., str] = getattr(import_module(module), function)
    return renderer


__all__ = ["BENCH_FORMATS", "FORMATS", "SUFFIXES", "render_bench", "render_report"]
