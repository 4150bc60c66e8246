"""What a hook judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchcritic.pipeline import ChangeUnderTest


@dataclass(frozen=True, slots=True, kw_only=True)
class HookChange:
    """One change that is about to be let through."""

    title: str
    """For a reader: ``merge of feature``, ``main -> origin/main``."""
    change: ChangeUnderTest


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRange:
    """Something that was pushed and is not judged."""

    title: str
    reason: str
    is_settled: bool
    """Whether there is nothing to judge; otherwise nobody can tell what there is."""
