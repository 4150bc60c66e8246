"""A method runs only where an object of its class is: the second condition on affected tests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from patchcritic.domain import SymbolKind
from patchcritic.impact.bindings import Place
from patchcritic.impact.corpus import Corpus
from patchcritic.impact.search import Finders, Search, Step
from patchcritic.symbols import MODULE

MAX_CLASSES = 6
"""Each changed class costs a search of its own; a patch of more is not narrowed down."""

Seed = tuple[Place, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What the searches found, and what they had to leave."""

    best: dict[Place, Search]
    """Every place reached, with the best search that reached it."""
    cut: frozenset[Place]
    """Places that may be reached, but over too many doubtful steps to follow them."""
    floor: float
    """The score below which nothing was followed outside of test files."""


def search_by_class(finders: Finders, seeds: Iterable[Seed]) -> Findings:
    """Follow the seeds to every place that they may affect.

    A changed method's name may be common, yet only tests that reach its class too, by its name,
    a subclass's, or whatever makes its objects, can run it.
    """
    groups: dict[Place | None, list[Seed]] = {}
    for seed in seeds:
        groups.setdefault(_owner(finders.corpus, seed[0]), []).append(seed)
    if len(groups) > MAX_CLASSES:
        groups = {None: [seed for group in groups.values() for seed in group]}
    best: dict[Place, Search] = {}
    cut: set[Place] = set()
    floor = 0.0
    for owner, group in groups.items():
        found = Search(finders)
        found.run(group)
        cut |= found.cut
        floor = found.floor
        holders = None if owner is None else _places_reaching(finders, owner)
        for place, step in found.steps.items():
            if place in best and best[place].steps[place].score >= step.score:
                continue
            if holders is None or _is_among(holders, place, step, finders):
                best[place] = found
    return Findings(best=best, cut=frozenset(cut - best.keys()), floor=floor)


def _owner(corpus: Corpus, place: Place) -> Place | None:
    """The top-level class that a method belongs to."""
    file = corpus.file(place[0])
    one = file.by_qualname.get(place[1])
    if one is None or one.kind is not SymbolKind.METHOD:
        return None
    owner = file.by_qualname.get(one.parent)
    return (place[0], one.parent) if owner is not None and owner.parent == MODULE else None


def _places_reaching(finders: Finders, owner: Place) -> frozenset[Place]:
    found = Search(finders)
    found.floor /= 3  # it only narrows down, so it must not stop before the other search does
    found.run([(owner, 1.0)])
    return frozenset(found.steps)


def _is_among(holders: frozenset[Place], place: Place, step: Step, finders: Finders) -> bool:
    """Whether the place, or what it is run with, reaches the class too."""
    path, qualname = place
    if step.distance == 0 or place in holders or (path, MODULE) in holders:
        return True
    scope = qualname
    while scope:
        if not holders.isdisjoint(finders.hierarchy.descendants((path, scope))):
            return True
        scope = scope.rpartition(".")[0]
    return False
