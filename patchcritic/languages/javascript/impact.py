"""What a patch can affect among a repository's JavaScript tests."""

from __future__ import annotations

from collections.abc import Iterator

from patchcritic.domain import Change, ChangedSymbol, Patch, Snapshots, SymbolKind
from patchcritic.impact import Impact, Reached, ReachKind
from patchcritic.languages.javascript.graph import is_test_path, snapshot_owner
from patchcritic.languages.javascript.imports import DEFAULT
from patchcritic.languages.javascript.reach import Place, Reach
from patchcritic.languages.javascript.syntax import find_new_errors
from patchcritic.symbols import MODULE, SymbolIndex


def find_impact(
    snapshots: Snapshots, patch: Patch, changed: tuple[ChangedSymbol, ...], index: SymbolIndex
) -> Impact:
    """Everything in the test files that the changed symbols can affect, with the way there."""
    reach = Reach(snapshots.patched, index)
    broken = {error.path for error in find_new_errors(snapshots, patch)}
    reach.run(_seeds(changed, broken))
    own = {(one.path, one.qualname): one.change for one in changed if not one.is_cosmetic}
    reached = [
        Reached(
            path=place[0],
            qualname=place[1],
            score=round(step.score, 4),
            distance=step.distance,
            trail=reach.trail(place),
            kind=_kind_of(place, own.get(place)),
        )
        for place, step in reach.steps.items()
        if is_test_path(place[0]) and snapshots.patched.blob_id(place[0]) is not None
    ]
    reached.sort(key=lambda one: (-one.score, one.distance, one.path, one.qualname))
    return Impact(
        changed=changed,
        reached=tuple(reached),
        test_paths=tuple(sorted({one.path for one in reached})),
    )


def _seeds(changed: tuple[ChangedSymbol, ...], broken: set[str]) -> Iterator[tuple[Place, float]]:
    for path in broken:
        yield (path, MODULE), 0.95
    for one in changed:
        owner = snapshot_owner(one.path)
        if one.is_cosmetic:
            continue
        if owner is not None:
            yield (owner, MODULE), 0.9
        elif one.kind is SymbolKind.FILE or one.kind is SymbolKind.STATEMENT:
            yield (one.path, MODULE), 0.9 if one.kind is SymbolKind.FILE else 0.6
        else:
            yield (one.path, one.qualname), 1.0


def _kind_of(place: Place, change: Change | None) -> ReachKind:
    if place[1] in (MODULE, DEFAULT):
        return ReachKind.FILE
    if change is None:
        return ReachKind.REACHES
    return ReachKind.ADDED if change is Change.ADDED else ReachKind.CHANGED
