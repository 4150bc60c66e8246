"""pytest's rules for the text between the brackets of a node id, on the values themselves."""

from __future__ import annotations

import enum
import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.marks import HIDDEN, ParameterSet

MAX_TEXT: Final = 100
_ESCAPES: Final = {code: f"\\x{code:02x}" for code in range(128) if code not in range(32, 127)} | {
    ord("\t"): "\\t",
    ord("\r"): "\\r",
    ord("\n"): "\\n",
}


def make_ids(
    argnames: Sequence[str],
    rows: Sequence[ParameterSet],
    ids: Any,
    *,
    is_escaped: bool = True,
    long_text: str = "short",
) -> list[str | None]:
    """The id of every row, made unique; None for a hidden one and for one that cannot be known.

    Args:
        argnames: the names that one row gives values for.
        rows: the values.
        ids: a list of ids, a callable, or None.
        is_escaped: False with pytest's option to leave characters as they are.
        long_text: what becomes of strings over 100 characters; ``legacy`` before pytest 9.
    """
    listed = None if ids is None or callable(ids) else list(ids)
    function = ids if callable(ids) else None
    found: list[str | None] = []
    for index, row in enumerate(rows):
        if row.id is not None:
            found.append(None if row.id is HIDDEN else escape(row.id, is_escaped))
        elif listed and index < len(listed) and listed[index] is not None:
            given = listed[index]
            found.append(None if given is HIDDEN else _text_of(given, is_escaped))
        else:
            parts = [
                _id_of(value, name, index, function, is_escaped, long_text)
                for value, name in zip(row.values, argnames, strict=False)
            ]
            found.append(None if None in parts else "-".join(map(str, parts)))
    return _make_unique(found)


def _make_unique(found: list[str | None]) -> list[str | None]:
    counts = Counter(found)
    taken = set(found)
    suffixes: Counter[str] = Counter()
    unique: list[str | None] = []
    for text in found:
        if text is None or counts[text] == 1:
            unique.append(text)
            continue
        separator = "_" if text and text[-1].isdigit() else ""
        candidate = f"{text}{separator}{suffixes[text]}"
        while candidate in taken:
            suffixes[text] += 1
            candidate = f"{text}{separator}{suffixes[text]}"
        suffixes[text] += 1
        taken.add(candidate)
        unique.append(candidate)
    return unique


def _id_of(
    value: Any, name: str, index: int, function: Any, is_escaped: bool, long_text: str
) -> str | None:
    if type(value) is Unknown:
        return None
    if function is not None and (made := function(value)) is not None:
        text = _text_of(made, is_escaped)
        if text is not None:
            return text
    if isinstance(value, str | bytes) and len(value) > MAX_TEXT:
        if long_text == "sha256":
            encoded = value.encode("utf-8") if isinstance(value, str) else value
            return hashlib.sha256(encoded).hexdigest()
        if long_text != "legacy":
            return f"{name}{index}"
    text = _text_of(value, is_escaped)
    return f"{name}{index}" if text is None else text


def _text_of(value: Any, is_escaped: bool) -> str | None:
    """A value's own id; None when pytest would count it instead."""
    if isinstance(value, str | bytes):
        return escape(value, is_escaped)
    if value is None or isinstance(value, float | int | bool | complex):
        return str(value)
    if isinstance(value, re.Pattern):
        return escape(value.pattern, is_escaped=True)
    if isinstance(value, enum.Enum):
        return str(value)
    name = getattr(value, "__name__", None)
    return name if isinstance(name, str) else None


def escape(value: str | bytes, is_escaped: bool) -> str:
    """ASCII as pytest spells it: other characters and control codes as escapes."""
    if isinstance(value, bytes):
        return value.decode("ascii", "backslashreplace").translate(_ESCAPES)
    if not is_escaped:
        return str(value)
    return value.encode("unicode_escape").decode("ascii").translate(_ESCAPES)
