"""Code that only moved or was renamed: the same digest goes in one place and comes in another."""

from __future__ import annotations

from dataclasses import replace

from patchcritic.domain import Change, ChangedSymbol, Snapshot, Snapshots, SymbolKind
from patchcritic.symbols import SymbolIndex

_MOVABLE = frozenset({SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.CLASS})


def pair_moves(
    changes: list[ChangedSymbol], snapshots: Snapshots, index: SymbolIndex
) -> list[ChangedSymbol]:
    """Say of an added symbol from where it was moved, and of a deleted one where it went.

    Both stay in the list: whoever names the old place breaks.
    """
    gone: dict[str, list[int]] = {}
    for place, one in enumerate(changes):
        if one.change is Change.DELETED and one.kind in _MOVABLE:
            gone.setdefault(_digest(one, snapshots.base, index), []).append(place)
    result = list(changes)
    for place, one in enumerate(changes):
        if one.change is not Change.ADDED or one.kind not in _MOVABLE:
            continue
        candidates = gone.get(_digest(one, snapshots.patched, index), [])
        if not candidates:
            continue
        source = min(candidates, key=lambda at: changes[at].qualname != one.qualname)
        candidates.remove(source)
        old = changes[source]
        word = "renamed" if old.path == one.path else "moved"
        result[place] = replace(
            one,
            change=Change.RENAMED,
            old_span=old.old_span,
            detail=f"{word} from {old if old.path != one.path else old.qualname}",
        )
        result[source] = replace(
            old, detail=f"{word} to {one if old.path != one.path else one.qualname}"
        )
    return result


def _digest(one: ChangedSymbol, snapshot: Snapshot, index: SymbolIndex) -> str:
    """The digest of the symbol and, for a class, of everything in it."""
    symbols = index.symbols(snapshot, one.path, has_digests=True)
    parts = [
        f"{each.qualname.removeprefix(one.qualname)}={each.digest}"
        for each in (symbols.definitions if symbols is not None else ())
        if each.qualname == one.qualname or each.qualname.startswith(f"{one.qualname}.")
    ]
    return "|".join([one.kind, *parts])
