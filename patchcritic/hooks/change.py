"""What a hook judges."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HookChange:
    """One change that is about to be let through."""

    title: str
    """For a reader: ``merge of feature``, ``main -> origin/main``."""
    old: str = "HEAD"
    """The revision it starts from."""
    new: str | None = None
    """The revision it leads to; None for what is staged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRange:
    """Something that was pushed and is not judged."""

    title: str
    reason: str
    is_settled: bool
    """Whether there is nothing to judge; otherwise nobody can tell what there is."""
