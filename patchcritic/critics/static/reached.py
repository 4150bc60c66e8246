"""Whether a test leads to the change, and how readily."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patchcritic.critics.static.module import ModuleCode
from patchcritic.critics.static.overlap import describe_guards, title_words, words_of_param
from patchcritic.critics.static.place import Place
from patchcritic.critics.static.testfile import TestFile
from patchcritic.critics.static.testshape import TestShape
from patchcritic.critics.static.trail import Trail
from patchcritic.critics.static.ways import MAX_STEPS, Way, find_way, follow_trail
from patchcritic.domain import TestCase

_FAR = MAX_STEPS + 1
_DEEP = 8


def describe_ways(
    ways: Mapping[str, Way],
    shape: TestShape,
    file: TestFile,
    place: Place | None,
    support: frozenset[str],
) -> dict[str, float]:
    """Features of the easiest way to the change from the names that the test holds, and from
    those of what runs with it."""
    if not ways:
        return {}
    own, other = find_way(ways, shape.names), find_way(ways, support)
    depth = place.depth if place is not None else 0
    best = min((one for one in (own, other) if one), key=lambda one: one[1].cost, default=None)
    found = {
        "own_way": float(own is not None),
        "own_steps": float(own[1].n_steps if own else _FAR),
        "own_depth": _depth_of(own, depth),
        "own_weight": file.weight_of(own[0]) if own else 0.0,
        "own_share": file.share_with(own[0]) if own else 0.0,
        "own_names": float(min(6, len(ways.keys() & shape.names))),
        "support_steps": float(other[1].n_steps if other else _FAR),
        "support_depth": _depth_of(other, depth),
        "best_depth": _depth_of(best, depth),
    }
    if own is not None and own[1].guards:
        guards = describe_guards(own[1].guards, shape, frozenset(), frozenset())
        found |= {f"own_{name}": value for name, value in guards.items()}
    return found


def describe_trails(
    module: ModuleCode, trails: Sequence[Trail], shape: TestShape, test: TestCase
) -> dict[str, float]:
    """Features of the conditions along the association's easiest trail."""
    ways = [follow_trail(module, trail) for trail in trails]
    way = min(ways, key=lambda one: one.depth, default=Way())
    guards = describe_guards(way.guards, shape, title_words(test), words_of_param(test))
    found = {f"way_{name}": value for name, value in guards.items()}
    return {**found, "way_depth": float(min(way.depth, _DEEP)), "way_found": float(way.n_steps)}


def _depth_of(found: tuple[str, Way] | None, depth: int) -> float:
    """Conditions along a way and at the change itself."""
    return float(min(_DEEP, depth + found[1].depth)) if found else float(_DEEP)
