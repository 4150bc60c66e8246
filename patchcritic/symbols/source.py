"""Reading Python source into a syntax tree, whatever the source is."""

from __future__ import annotations

import ast
import gc
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

MAX_SOURCE_CHARS = 1_000_000
"""Longer files are generated data: a tree takes about 100 bytes of memory per character."""


class SourceProblem(Exception):
    """A source that cannot be parsed: ``message`` says why, ``line`` where if that is known."""

    def __init__(self, message: str, line: int | None = None) -> None:
        """Keep both parts, so that a report can cite the line."""
        super().__init__(message)
        self.message = message
        self.line = line


def parse_source(text: str) -> ast.Module:
    """Parse a file's text without ever running or compiling it.

    The tree can be as deep as the source: CPython bounds brackets at 200 and indentation at 100,
    but not attribute chains or ``elif``, so walk it with ``ast.walk`` or an own stack.

    Raises:
        SourceProblem: the text is no Python, too deeply nested, or over 1,000,000 characters.
    """
    if len(text) > MAX_SOURCE_CHARS:
        raise SourceProblem(f"{len(text):,} characters: too large to analyse")
    try:
        with warnings.catch_warnings():
            # Invalid escapes warn, and a warning turned into an error would be a SyntaxError.
            warnings.simplefilter("ignore")
            with pause_collection():
                return ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        raise SourceProblem(error.msg or "invalid syntax", error.lineno) from None
    except RecursionError:
        raise SourceProblem("too deeply nested to parse") from None
    except MemoryError:  # CPython's word for an overflow of the parser's own stack
        raise SourceProblem("too deeply nested to parse") from None
    except ValueError as error:  # NUL characters, lone surrogates from undecodable bytes
        raise SourceProblem(_say_value_error(error)) from None


@contextmanager
def pause_collection() -> Iterator[None]:
    """Let no search for reference cycles interrupt the making of many objects.

    A syntax tree holds no cycles, yet its thousands of nodes set off searches through all that
    is alive: on Django a quarter of the time went there, without freeing anything. Pausing around
    a whole stage costs least, since the search is due as soon as it is allowed again.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _say_value_error(error: ValueError) -> str:
    if isinstance(error, UnicodeError):
        return "not UTF-8 text"
    return str(error) or "not Python text"
