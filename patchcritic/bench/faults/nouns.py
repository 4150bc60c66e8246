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


def apply_fault(source: str, fault: Fault) -> str:
    """The file's text with the fault in it."""
    raw = source.encode("utf-8", "surrogateescape")
    new = fault.edit.text.encode("utf-8", "surrogateescape")
    whole = raw[: fault.edit.start] + new + raw[fault.edit.end :]
    return whole.decode("utf-8", "surrogateescape")
