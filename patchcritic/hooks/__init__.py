"""The git hooks: their scripts, where they lie, what they judge and what they say."""

from __future__ import annotations

from patchcritic.hooks.change import HookChange, NoRange
from patchcritic.hooks.kinds import HookKind, guess_kind
from patchcritic.hooks.outcome import Outcome, OutcomeKind, join_codes

__all__ = [
    "HookChange",
    "HookKind",
    "NoRange",
    "Outcome",
    "OutcomeKind",
    "guess_kind",
    "join_codes",
]
