"""The commands of a Markdown page, and what it says that they print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^( *)(```+)(\w*)[^\n]*\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)
_COMMENT = re.compile(r"\s+#\s.*$")
_TIMES = re.compile(r"\b\d+(?:\.\d+)? (?:ms|s)\b")
_MODEL = re.compile(r"\bscripted:\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One line that a reader would type."""

    text: str
    line: int
    output: tuple[str, ...]
    """What the page shows below it, ``...`` for anything; empty where it shows nothing."""


def read_commands(page: Path) -> tuple[Command, ...]:
    """The lines of a page's console blocks that start with ``$``, continued lines joined."""
    text = page.read_text(encoding="utf-8")
    return tuple(
        command
        for block in _FENCE.finditer(text)
        if block[3] == "console"
        for command in _commands_of(block[4], text.count("\n", 0, block.start(4)) + 1)
    )


def find_bare_fences(page: Path) -> list[int]:
    """Lines of fenced blocks in which ``patchcritic`` is typed and no test would know."""
    text = page.read_text(encoding="utf-8")
    return [
        text.count("\n", 0, block.start()) + 1
        for block in _FENCE.finditer(text)
        if block[3] in ("", "sh", "bash", "shell")
        and re.search(r"^\s*(\$ )?patchcritic ", block[4], re.MULTILINE)
    ]


def _commands_of(block: str, first_line: int) -> list[Command]:
    found: list[Command] = []
    lines = iter(enumerate(block.splitlines(), first_line))
    for number, line in lines:
        if line.lstrip().startswith("$ "):
            text = _COMMENT.sub("", line.lstrip()[2:])
            while text.endswith("\\"):
                text = text[:-1] + _COMMENT.sub("", next(lines)[1]).strip()
            if not text.startswith("#"):
                found.append(Command(text=text, line=number, output=()))
        elif found:
            last = found.pop()
            output = (*last.output, line)
            found.append(Command(text=last.text, line=last.line, output=output))
    return found


def matches(shown: tuple[str, ...], printed: str) -> bool:
    """Whether what a page shows was really printed.

    Times, runs of blanks and the scripted model's name do not count.
    """
    parts = [f"{re.escape(_fold(line))}\n" for line in shown if line.strip()]
    pattern = "".join("(?:.*\n)*?" if part == "\\.\\.\\.\n" else part for part in parts)
    lines = "".join(f"{_fold(line)}\n" for line in printed.splitlines() if line.strip())
    return re.search(f"^{pattern}", lines, re.MULTILINE) is not None


def _fold(line: str) -> str:
    return " ".join(_MODEL.sub("local", _TIMES.sub("N s", line)).split())
