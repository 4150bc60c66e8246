"""Classes of the repository: what they derive from and what derives from them."""

from __future__ import annotations

import builtins

from patchcritic.domain import SymbolKind
from patchcritic.impact.bindings import Bindings, Place
from patchcritic.impact.corpus import Corpus
from patchcritic.symbols import Definition

_PLAIN = frozenset(
    {"ABC", "Protocol", "Generic", "NamedTuple", "TypedDict", "Enum", *dir(builtins)}
)
"""Bases outside the repository that call no method of a subclass but dunder methods."""
_PLAIN_ENDS = ("TestCase", "Error", "Exception", "Warning")


class Hierarchy:
    """Bases and subclasses by name, resolved through imports, on demand."""

    def __init__(self, corpus: Corpus, bindings: Bindings) -> None:
        """Nothing is looked up yet."""
        self._corpus = corpus
        self._bindings = bindings
        self._bases: dict[Place, tuple[Place, ...]] = {}
        self._subclasses: dict[Place, tuple[Place, ...]] = {}
        self._families: dict[Place, frozenset[Place]] = {}

    def bases(self, place: Place) -> tuple[Place, ...]:
        """The class's direct bases in the repository."""
        known = self._bases.get(place)
        if known is None:
            one = self._corpus.file(place[0]).by_qualname.get(place[1])
            found: list[Place] = []
            for text in one.bases if one is not None else ():
                found.extend(self._classes(place, text))
            known = self._bases[place] = tuple(found)
        return known

    def has_foreign_base(self, place: Place) -> bool:
        """Whether a base outside the repository may call the class's methods."""
        for ancestor in self.ancestors(place):
            one = self._corpus.file(ancestor[0]).by_qualname.get(ancestor[1])
            for text in one.bases if one is not None else ():
                name = text.rpartition(".")[2]
                is_plain = name in _PLAIN or name.endswith(_PLAIN_ENDS)
                if not is_plain and not self._classes(ancestor, text):
                    return True
        return False

    def ancestors(self, place: Place) -> frozenset[Place]:
        """The class itself and everything it derives from in the repository."""
        return self._closure(place, up=True)

    def descendants(self, place: Place) -> frozenset[Place]:
        """The class itself and everything that derives from it."""
        return self._closure(place, up=False)

    def subclasses(self, place: Place) -> tuple[Place, ...]:
        """The classes that name this one among their bases."""
        known = self._subclasses.get(place)
        if known is None:
            known = self._subclasses[place] = tuple(self._find_subclasses(place))
        return known

    def are_related(self, one: Place, other: Place) -> bool:
        """Whether one object can be of both classes, so that ``self.name`` may mean either's."""
        if one in self.ancestors(other) or other in self.ancestors(one):
            return True
        if self._corpus.is_large and not _is_mixin(one) and not _is_mixin(other):
            return False  # looking for all subclasses would parse most of a large tree
        return not self.descendants(one).isdisjoint(self.descendants(other))

    def _closure(self, place: Place, *, up: bool) -> frozenset[Place]:
        cache = self._families if not up else None
        if cache is not None and place in cache:
            return cache[place]
        found = {place}
        waiting = [place]
        while waiting:
            here = waiting.pop()
            for other in self.bases(here) if up else self.subclasses(here):
                if other not in found:
                    found.add(other)
                    waiting.append(other)
        result = frozenset(found)
        if cache is not None:
            cache[place] = result
        return result

    def _find_subclasses(self, place: Place) -> list[Place]:
        name = place[1].rpartition(".")[2]
        found = []
        for path in self._corpus.paths_with(name):
            for one in self._corpus.file(path).classes_by_base.get(name, ()):
                here = (path, one.qualname)
                if place in self.bases(here) and here != place:
                    found.append(here)
        return found

    def _classes(self, place: Place, text: str) -> list[Place]:
        """The classes that a base's dotted text may mean, seen from a class's place."""
        path = place[0]
        head, _, rest = text.partition(".")
        if not rest:
            inner = self._sibling(place, text)
            if inner is not None:
                return [(path, inner.qualname)]
        found = []
        for target, qualname in self._bindings.resolve(path, head):
            names = [rest.rpartition(".")[2], rest] if rest else [qualname]
            prefix = "" if qualname == "<module>" or not rest else f"{qualname}."
            for name in names:
                found.extend(self._class_at(target, f"{prefix}{name}", is_module=not prefix))
        return [one for one in found if one != place]

    def _class_at(self, path: str, qualname: str, *, is_module: bool) -> list[Place]:
        one = self._corpus.file(path).by_qualname.get(qualname)
        if one is not None and one.kind is SymbolKind.CLASS:
            return [(path, qualname)]
        if one is None and is_module and "." not in qualname:
            places = self._bindings.resolve(path, qualname)
            return [
                (at, called)
                for at, called in places
                if (found := self._corpus.file(at).by_qualname.get(called)) is not None
                and found.kind is SymbolKind.CLASS
            ]
        return []

    def _sibling(self, place: Place, name: str) -> Definition | None:
        """A class of the same enclosing scope: bases of nested classes."""
        scope = place[1].rpartition(".")[0]
        if not scope:
            return None
        one = self._corpus.file(place[0]).by_qualname.get(f"{scope}.{name}")
        return one if one is not None and one.kind is SymbolKind.CLASS else None


def _is_mixin(place: Place) -> bool:
    return "Mixin" in place[1]
