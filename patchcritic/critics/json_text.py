"""Finds the JSON objects in what a model wrote, forgiving what models get wrong.

Forgiven: text and code fences around, trailing commas, single quotes, Python's ``True`` and
``None``, bare keys, line breaks and unescaped quotes inside strings. Not forgiven: an object that
does not end, since what is missing may be what matters.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_CHARS = 200_000
"""Of a longer text only the end is searched, where the answer stands."""
_MAX_DEPTH = 16
_MAX_STEPS = 3 * MAX_CHARS
"""Characters looked at over all attempts: text made of braces must not take quadratic time."""

_SPACE = re.compile(r"\s*")
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_STRING_PART = {quote: re.compile(rf"[^{quote}\\]*") for quote in "\"'"}
_ENDS_STRING = re.compile(r"\s*(?:[,:}\]]|\Z)")
_WORD_VALUES = {"true": True, "false": False, "null": None, "none": None}
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+|\\.", re.DOTALL)


def find_objects(text: str) -> list[dict[str, Any]]:
    """Every outermost JSON object in the text, in order; never raises.

    Behind an object that the text's end cuts off nothing is looked for: what stands there is a
    part of it, perhaps code that it quotes.
    """
    reader = _Reader(text[-MAX_CHARS:])
    found: list[dict[str, Any]] = []
    start = reader.text.find("{")
    while start >= 0 and reader.steps < _MAX_STEPS:
        try:
            value, start = reader.read_object(start, 0)
            found.append(value)
        except _CutOffError:
            break
        except _NotJsonError:
            start += 1
        start = reader.text.find("{", start)
    return found


class _NotJsonError(Exception):
    """What stands here cannot be read, however kindly."""


class _CutOffError(_NotJsonError):
    """The text ends inside an object."""


class _Reader:
    """A recursive descent reader; every method takes a position and returns the next one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps = 0

    def read_object(self, position: int, depth: int) -> tuple[dict[str, Any], int]:
        """The object whose brace stands at ``position``."""
        if depth > _MAX_DEPTH:
            raise _NotJsonError
        result: dict[str, Any] = {}
        position = self._skip_space(position + 1)
        while not self._is_at(position, "}"):
            key, position = self._read_key(position)
            position = self._skip_space(position)
            if not self._is_at(position, ":"):
                raise self._error_at(position)
            result[key], position = self._read_value(self._skip_space(position + 1), depth)
            position = self._skip_comma(position, "}")
        return result, position + 1

    def _read_list(self, position: int, depth: int) -> tuple[list[Any], int]:
        if depth > _MAX_DEPTH:
            raise _NotJsonError
        result: list[Any] = []
        position = self._skip_space(position + 1)
        while not self._is_at(position, "]"):
            value, position = self._read_value(position, depth)
            result.append(value)
            position = self._skip_comma(position, "]")
        return result, position + 1

    def _read_value(self, position: int, depth: int) -> tuple[Any, int]:
        first = self.text[position : position + 1]
        if first == "{":
            return self.read_object(position, depth + 1)
        if first == "[":
            return self._read_list(position, depth + 1)
        if first in ('"', "'"):
            return self._read_string(position)
        if number := _NUMBER.match(self.text, position):
            end = self._advance(position, number.end())
            if self._is_at(end, "%"):
                return number[0] + "%", end + 1
            return float(number[0]), end
        word = _WORD.match(self.text, position)
        if word is None or word[0].lower() not in _WORD_VALUES:
            raise self._error_at(position)
        return _WORD_VALUES[word[0].lower()], self._advance(position, word.end())

    def _read_key(self, position: int) -> tuple[str, int]:
        if self.text[position : position + 1] in ('"', "'"):
            return self._read_string(position, is_key=True)
        word = _WORD.match(self.text, position)
        if word is None:
            raise self._error_at(position)
        return word[0], self._advance(position, word.end())

    def _read_string(self, position: int, *, is_key: bool = False) -> tuple[str, int]:
        """A string; a value goes on to the first quote that something of JSON follows.

        In correct JSON that is every closing quote, so this only adds strings in which the model
        forgot to escape: ``"it says "no" here"``, ``'doesn't'``.
        """
        quote = self.text[position]
        start = position = position + 1
        error: type[_NotJsonError] = _CutOffError
        while True:
            position = self._advance(position, self._match_end(_STRING_PART[quote], position))
            if position >= len(self.text):
                raise error
            if self.text[position] == "\\":
                position += 2
            elif is_key or _ENDS_STRING.match(self.text, position + 1):
                return _unescape(self.text[start:position]), position + 1
            else:
                error = _NotJsonError
                position += 1

    def _skip_comma(self, position: int, closing: str) -> int:
        position = self._skip_space(position)
        if self._is_at(position, ","):
            return self._skip_space(position + 1)
        if not self._is_at(position, closing):
            raise self._error_at(position)
        return position

    def _skip_space(self, position: int) -> int:
        return self._advance(position, self._match_end(_SPACE, position))

    def _match_end(self, pattern: re.Pattern[str], position: int) -> int:
        match = pattern.match(self.text, position)
        return position if match is None else match.end()

    def _is_at(self, position: int, character: str) -> bool:
        return self.text.startswith(character, position)

    def _error_at(self, position: int) -> _NotJsonError:
        return _CutOffError() if position >= len(self.text) else _NotJsonError()

    def _advance(self, position: int, end: int) -> int:
        self.steps += end - position + 1
        if self.steps > _MAX_STEPS:
            raise _NotJsonError
        return end


def _unescape(raw: str) -> str:
    return _ESCAPES.sub(_unescape_run, raw) if "\\" in raw else raw


def _unescape_run(match: re.Match[str]) -> str:
    """JSON's escapes as JSON reads them, pairs of surrogates together; any other, such as ``\\d``,
    stays as it is, but for the ones that quote a line's end or an apostrophe."""
    try:
        return str(json.loads(f'"{match[0]}"'))
    except ValueError:
        return match[0][1:] if match[0][1] in "'\n" else match[0]
