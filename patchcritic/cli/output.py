"""Where reports go: stdout for the reader or the next program, files when asked."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.inputs import refuse_escape
from patchcritic.errors import UsageProblem
from patchcritic.reports import FORMATS, SUFFIXES, render_report

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation

MIN_WIDTH, MAX_WIDTH = 60, 140


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One ``-o``: a file, and the format it is written in."""

    path: Path
    format_name: str


def print_report(evaluation: Evaluation, format_name: str, *, is_verbose: bool) -> None:
    """Write the report to stdout, coloured and as wide as the terminal when it is one."""
    options = {}
    if format_name == "console":
        width = min(MAX_WIDTH, max(MIN_WIDTH, shutil.get_terminal_size((100, 24)).columns))
        options = {"width": width, "color": _has_color(), "verbose": is_verbose}
    text = render_report(evaluation, format_name, **options)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))


def _has_color() -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def read_outputs(words: Sequence[str], *, others: Sequence[Path] = ()) -> tuple[Output, ...]:
    """What each ``-o [FORMAT:]FILE`` asks for, checked before anything is paid for.

    ``others`` are files that the run writes besides.

    Raises:
        UsageProblem: no format is named, a folder cannot be written to, or a file is named twice.
    """
    outputs = tuple(map(_read_output, words))
    seen = {path.absolute() for path in others}
    for output in outputs:
        check_writable(output.path, f"-o {output.path}")
        if output.path.absolute() in seen:
            raise UsageProblem(f"-o {output.path} is written twice; name another file")
        seen.add(output.path.absolute())
    return outputs


def _read_output(word: str) -> Output:
    head, colon, tail = word.partition(":")
    if colon and head in FORMATS and tail:
        return Output(path=Path(tail), format_name=head)
    fitting = [suffix for suffix in SUFFIXES if word.lower().endswith(suffix)]
    if not fitting:
        raise UsageProblem(
            f"-o {word}: its ending names no report format; known are {', '.join(SUFFIXES)}, or "
            f"write -o FORMAT:{word} with one of {', '.join(FORMATS)}"
        )
    return Output(path=Path(word), format_name=SUFFIXES[max(fitting, key=len)])


def check_writable(path: Path, option: str) -> None:
    """Raise ``UsageProblem`` when no file can be written there, or a link leads elsewhere."""
    refuse_escape(path.parent, option)
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise UsageProblem(f"{option} cannot be written; name a file in an existing folder")


def write_reports(
    evaluation: Evaluation, outputs: Sequence[Output], more: Mapping[Path, str] | None = None
) -> None:
    """Write every report, and ``more`` files as they are; all of them or none.

    Raises:
        UsageProblem: a file cannot be written.
    """
    texts = {one.path: render_report(evaluation, one.format_name) for one in outputs}
    try:
        write_all({**texts, **(more or {})})
    except OSError as error:
        place = error.filename2 or error.filename or outputs[0].path
        raise UsageProblem(
            f"the report cannot be written to {place}: {error.strerror}; choose another -o"
        ) from None


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that no reader ever sees half of it. Raises ``OSError``."""
    write_all({path: text})


def write_all(texts: Mapping[Path, str]) -> None:
    """Replace files, each in one step, once all of them are on the disk. Raises ``OSError``."""
    staged: dict[Path, Path] = {}
    try:
        for path, text in texts.items():
            staged[path] = _stage(path, text)
        for path, temporary in staged.items():
            temporary.replace(path)
    finally:
        for temporary in staged.values():
            temporary.unlink(missing_ok=True)


def _stage(path: Path, text: str) -> Path:
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name[:100]}.", encoding="utf-8", newline="",
        delete=False,
    ) as file:  # fmt: skip
        temporary = Path(file.name)
        try:
            file.write(text)
            file.flush()
            temporary.chmod(0o644)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    return temporary
