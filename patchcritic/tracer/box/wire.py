"""JSON lines between parent and child: one object a line, ASCII, bounded.

The parent speaks first in every exchange. It says ``{"do": ...}``; until the answer to that comes,
the child may ask for files with ``{"ask": ...}``, which the parent answers at once.
"""

from __future__ import annotations

import json
from typing import Any

MAX_LINE = 8_000_000
"""Bytes of one line of the child. Lines of the parent are not bounded: it is trusted, and sends
files of at most 5 MB."""

Message = dict[str, Any]


class LineNotValid(Exception):
    """A line that no child of ours would write."""


def encode_line(message: Message) -> bytes:
    """The message as one line."""
    return json.dumps(message, separators=(",", ":")).encode("ascii") + b"\n"


def decode_line(line: bytes) -> Message:
    """The message of a line.

    Raises:
        LineNotValid: it is no JSON object, or nested too deeply to be one of ours.
    """
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise LineNotValid("no JSON") from None
    if not isinstance(message, dict):
        raise LineNotValid("no object")
    return message
