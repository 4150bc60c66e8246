"""Putting a fault into a file."""

from __future__ import annotations

import ast
import warnings

from patchcritic.bench.faults.nouns import Fault


def apply_fault(source: str, fault: Fault) -> str | None:
    """The file's text with the fault in it.

    None when that does not parse, or parses to what it was before: no mistake then.
    """
    raw = source.encode("utf-8", "surrogateescape")
    new = fault.edit.text.encode("utf-8", "surrogateescape")
    whole = raw[: fault.edit.start] + new + raw[fault.edit.end :]
    changed = whole.decode("utf-8", "surrogateescape")
    before, after = parse_source(source), parse_source(changed)
    if before is None or after is None:
        return None
    try:
        return None if ast.dump(before) == ast.dump(after) else changed
    except RecursionError:  # a sum of a thousand terms is parsed, but too deep to print
        return None


def parse_source(source: str) -> ast.Module | None:
    """The file's tree; None when there is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes are the file's own business
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
