"""Finds what a model quotes in a file, forgiving what models change when they copy."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from patchcritic.prompts.fences import sanitize

DRIFT = 2
"""A quote this many lines away from the line named stands there: models miscount that much."""

_MARGIN = 4
"""Lines more than it has itself over which a quote may be spread: calls written over several."""
_GAP_LINES = 200
"""Lines that ``...`` may stand for."""
_SHOWN_NUMBER = re.compile(r"^[ \t]*\d*\|", re.MULTILINE)
_GAP = re.compile(r"\.\.\.|…")
_WORD = re.compile(r"\w+")
_NOISE = re.compile(r"\s+|\\[nrt]?|`")
_MIN_STATEMENT = 12
"""Characters of a source line that a longer quote may hold in place of standing in it."""


def flatten(text: str) -> str:
    """Text without what may differ in a faithful copy: spaces, escapes, the kind of quotes."""
    return _NOISE.sub("", sanitize(text)).replace('"', "'")


class Source:
    """A file's text, to look for quotes in; lines count from 1."""

    def __init__(self, text: str) -> None:
        plain = text.replace("\r\n", "\n").removesuffix("\n")
        self.lines: Sequence[str] = plain.split("\n") if text else ()
        self._words: frozenset[str] | None = None

    def has_word(self, word: str) -> bool:
        """Whether a name stands anywhere in the file."""
        if self._words is None:
            self._words = frozenset(_WORD.findall("\n".join(self.lines)))
        return word in self._words

    def find(self, quote: str, start: int, end: int, *, near: int = 0) -> int | None:
        """The line of ``start`` to ``end``, the nearest to ``near``, at which the quote begins;
        None when it begins at none. ``...`` in a quote stands for whatever is left out."""
        parts = [part for part in map(flatten, _GAP.split(_SHOWN_NUMBER.sub("", quote))) if part]
        first = max(1, start)
        if not parts or first > min(end, len(self.lines)):
            return None
        last = end + quote.count("\n") + (_GAP_LINES if len(parts) > 1 else _MARGIN)
        flat = [flatten(line) for line in self.lines[first - 1 : last]]
        begins = list(accumulate(map(len, flat), initial=0))
        places = _find_places("".join(flat), parts)
        lines = [first + bisect_right(begins, place) - 1 for place in places]
        return min(
            (line for line in lines if line <= end),
            key=lambda line: abs(line - near),
            default=None,
        )

    def find_near(self, quote: str, line: int) -> int | None:
        """The line nearest to ``line``, at most ``DRIFT`` away, at which the quote begins."""
        return self.find(quote, line - DRIFT, line + DRIFT, near=line)

    def find_statement(self, quote: str, start: int, end: int, *, near: int = 0) -> int | None:
        """As ``find``; else the line of which the quote holds the whole, with a remark around."""
        found = self.find(quote, start, end, near=near)
        if found is not None:
            return found
        whole = flatten(quote)
        lines = enumerate(self.lines[max(0, start - 1) : max(0, end)], start=max(1, start))
        flat = ((number, flatten(line)) for number, line in lines)
        held = [number for number, line in flat if len(line) >= _MIN_STATEMENT and line in whole]
        return min(held, key=lambda line: abs(line - near), default=None)


def _find_places(text: str, parts: Sequence[str]) -> Iterator[int]:
    """Where the first part stands with the others somewhere behind it, in order."""
    start = text.find(parts[0])
    while start >= 0:
        place = start + len(parts[0])
        for part in parts[1:]:
            place = text.find(part, place)
            if place < 0:
                return
            place += len(part)
        yield start
        start = text.find(parts[0], start + 1)
