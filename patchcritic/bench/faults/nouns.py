"""What a fault is: one edit of one function's text."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A piece of a file's text to replace; offsets count UTF-8 bytes, as Python's trees do."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A mistake that a programmer could have made, and where."""

    operator: str
    """The kind of mistake in kebab-case, for example ``negated-condition``."""
    path: str
    function: str
    """Qualified name of the function that holds it."""
    line: int
    """First line of what is replaced, before the fault."""
    before: str
    after: str
    edit: Edit
