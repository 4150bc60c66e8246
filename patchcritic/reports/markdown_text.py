"""Strangers' text inside GitHub-flavoured Markdown: shown as it is, and nothing more."""

from __future__ import annotations

import re

from patchcritic.reports.sanitise import make_one_line

_MARKUP = re.compile(r"([\\`*_\[\]<>|~$&])")
# GitHub looks for these in the rendered text, where escapes are gone: an empty comment parts what
# would be a mention (@name, @org/team), a reference (#12, GH-12) or a link (scheme://, www.).
_REFERENCE = re.compile(r"@(?=\w)|#(?=\d)|\b[Gg][Hh](?=-\d)|:(?=//)|\b[Ww]{3}(?=\.)")
_TICKS = re.compile("`+")
MAX_TICKS = 8
"""A run of more than 80 opens no code span in cmark."""


def write_text(text: str, width: int | None = None) -> str:
    """Prose on one line: no markup, no link, no mention, and no reference to an issue."""
    line = make_one_line(text, width)
    return _REFERENCE.sub(r"\g<0><!-- -->", _MARKUP.sub(r"\\\1", line))


def write_code(text: str, width: int | None = None) -> str:
    """A code span for a cell of a table; nothing in it is markup, a mention or a reference."""
    line = make_one_line(text, width)
    if not line:
        return ""
    if MAX_TICKS * "`" in line:
        line = line.replace("`", "\N{MODIFIER LETTER GRAVE ACCENT}")
    # A backslash hides the one that is to escape the cell's end.
    line = re.sub(r"(?<=\\)\|", "\N{DIVIDES}", line).replace("|", "\\|")
    fence = "`" * (max(map(len, _TICKS.findall(line)), default=0) + 1)
    padding = " " if "`" in (line[0], line[-1]) else ""
    return f"{fence}{padding}{line}{padding}{fence}"
