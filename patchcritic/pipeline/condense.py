"""What a critic was not shown, in few words: 5,000 tests have a million pieces between them."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.domain import Dropped

MAX_NAMED = 10
"""Pieces named for one reason."""


def condense(dropped: Iterable[Dropped]) -> tuple[Dropped, ...]:
    """The first pieces of each reason, and one that stands for the others of it."""
    by_reason: dict[str, list[Dropped]] = {}
    for item in dropped:
        by_reason.setdefault(item.reason, []).append(item)
    return tuple(one for items in by_reason.values() for one in _shorten(items))


def _shorten(items: list[Dropped]) -> list[Dropped]:
    named, others = items[:MAX_NAMED], items[MAX_NAMED:]
    if len(others) < 2:
        return items
    rest = Dropped(
        title=f"{len(others):,} more",
        n_tokens=sum(item.n_tokens for item in others),
        reason=others[0].reason,
        n_pieces=sum(item.n_pieces for item in others),
    )
    return [*named, rest]
