"""Text from patches, tests and models is not trusted with the terminal."""

from __future__ import annotations

import re

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|[@-Z\\-_])")
# Runners obey these in what a job prints: "::" at the start of a line, however indented, and "##"
# anywhere (actions/runner, ActionCommand.cs; Azure's logging commands). As lines are wrapped, every
# place may come to start one.
_WORKFLOW_COMMAND = re.compile(
    r"([:#])\1(?=(?<=::)(?:error|warning|notice|debug|group|endgroup|add-mask|add-path|add-matcher"
    r"|remove-matcher|set-env|set-output|save-state|stop-commands|echo)(?:\s|::)|(?<=##)\w{0,20}\[)",
    re.IGNORECASE,
)


def make_printable(text: str) -> str:
    """The text without terminal escapes, control and bidirectional characters.

    Escape sequences vanish; single control characters become U+FFFD so that a reader sees that
    something was there. New lines and tabs stay. Commands to a workflow's runner are broken up.
    """
    visible = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _ANSI.sub("", text))
    return _WORKFLOW_COMMAND.sub(r"\1 \1", visible)


def make_one_line(text: str, width: int | None = None) -> str:
    """The printable text with white space folded, cut to ``width`` characters with an ellipsis."""
    line = " ".join(make_printable(text).split())
    if width is not None and len(line) > width:
        return line[: max(0, width - 1)].rstrip() + "…"
    return line


def make_cut(text: str, n_characters: int) -> str:
    """The printable text, or its beginning with how many characters are missing."""
    if len(text) <= n_characters:
        return make_printable(text)
    n_over = len(text) - n_characters
    return f"{make_printable(text[:n_characters])}… ({n_over:,} characters left out)"
