"""What CPython calls a value's type in its messages."""

from __future__ import annotations

from typing import Any

_LENGTHS = (list.__len__, dict.__len__)


def title_of(value: Any) -> str:
    """The type's name in C: with its module for a type written in C, else the bare name.

    Read from the refusal of a method that looks at nothing but the type; no traced code runs.
    """
    for length in _LENGTHS:
        try:
            length(value)
        except TypeError as error:
            return str(error).rpartition(" received a ")[2].strip("'")
    raise AssertionError("no value is a list and a dictionary")
