"""Where reports go: stdout for the reader or the next program, a file when asked."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.errors import UsageProblem
from patchcritic.reports import SUFFIXES, render_report

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation

MIN_WIDTH, MAX_WIDTH = 60, 140


def print_report(evaluation: Evaluation, format_name: str, *, is_verbose: bool) -> None:
    """Write the report to stdout, coloured and as wide as the terminal when it is one."""
    if format_name != "console":
        sys.stdout.write(render_report(evaluation, format_name))
        return
    width = min(MAX_WIDTH, max(MIN_WIDTH, shutil.get_terminal_size((100, 24)).columns))
    text = render_report(
        evaluation, format_name, width=width, color=_has_color(), verbose=is_verbose
    )
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def _has_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def check_output(path: Path) -> None:
    """Refuse a report file before anything is paid for.

    Raises:
        UsageProblem: the suffix names no format, or the folder cannot be written to.
    """
    if path.suffix.lower() not in SUFFIXES:
        known = ", ".join(SUFFIXES)
        raise UsageProblem(f"-o {path}: its ending names no report format; known are {known}")
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageProblem(f"-o {path} cannot be written; name a file in an existing folder")


def write_report(evaluation: Evaluation, path: Path) -> None:
    """Write the report to a file, whole or not at all; the suffix chooses the format.

    Raises:
        UsageProblem: the file cannot be written.
    """
    text = render_report(evaluation, SUFFIXES[path.suffix.lower()])
    try:
        write_whole(path, text)
    except OSError as error:
        raise UsageProblem(
            f"the report cannot be written to {path}: {error.strerror}; choose another -o"
        ) from None


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that no reader ever sees half of it. Raises ``OSError``."""
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", encoding="utf-8", delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            Path(file.name).chmod(0o644)
            Path(file.name).replace(path)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
