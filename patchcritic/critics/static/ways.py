"""Which functions lead to the change, and under which conditions."""

from __future__ import annotations

import ast
import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from patchcritic.critics.static.module import ModuleCode
from patchcritic.critics.static.trail import Trail

MAX_STEPS = 5
_MAX_WAYS = 200


@dataclass(frozen=True, slots=True)
class Way:
    """The easiest way from a function to the change, as far as one file tells."""

    n_steps: int = 0
    """Calls between them; 0 for what changed itself."""
    depth: int = 0
    """How much has to be so along the way."""
    guards: tuple[ast.expr, ...] = ()

    @property
    def cost(self) -> float:
        """What makes one way easier than another."""
        return self.depth + 0.5 * self.n_steps


def find_ways(module: ModuleCode, targets: Sequence[str]) -> dict[str, Way]:
    """By bare name every function or class that leads to one of the targets (bare names)."""
    found: dict[str, Way] = {}
    heap = [(0.0, number, name, Way()) for number, name in enumerate(targets)]
    n_seen = len(heap)
    while heap and len(found) < _MAX_WAYS:
        _, _, name, way = heapq.heappop(heap)
        if name in found:
            continue
        found[name] = way
        if way.n_steps < MAX_STEPS:
            for caller, step in _extend(module, name, way):
                n_seen += 1
                heapq.heappush(heap, (step.cost, n_seen, caller, step))
    return found


def _extend(module: ModuleCode, name: str, way: Way) -> Iterator[tuple[str, Way]]:
    for qualname in module.callers_of(name):
        place = module.find_mention(qualname, name)
        *owners, caller = qualname.split(".")
        if place is None or caller == name:
            continue
        step = Way(way.n_steps + 1, way.depth + place.depth, (*way.guards, *place.guards))
        is_constructor = owners and caller in ("__init__", "__new__", "__post_init__")
        yield (owners[-1] if is_constructor else caller), step


def find_way(ways: Mapping[str, Way], names: frozenset[str]) -> tuple[str, Way] | None:
    """The easiest way from any of the names; None when none of them leads there."""
    known = [(name, ways[name]) for name in sorted(names & ways.keys())]
    return min(known, key=lambda one: one[1].cost, default=None)


def follow_trail(module: ModuleCode, trail: Trail) -> Way:
    """The conditions along an association's trail, without its first step, the test's own.

    ``n_steps`` counts the steps that the file holds.
    """
    way = Way()
    for caller, called in zip(trail.names[1:], trail.names[2:], strict=False):
        *owners, name = called.split(".")
        place = module.find_mention(caller, owners[-1] if owners and name == "__init__" else name)
        if place is not None:
            way = Way(way.n_steps + 1, way.depth + place.depth, (*way.guards, *place.guards))
    return way
