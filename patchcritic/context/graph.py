"""The definitions around a test and a patch, and how they lead to each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from patchcritic.context.chains import SUPER
from patchcritic.context.resolver import CREATION, Node, Resolver
from patchcritic.context.source import is_function
from patchcritic.domain import SymbolKind

MAX_NODES = 200
"""Definitions looked into from one start: the cost follows the slice, not the repository."""
_CALLED, _BY_NAME, _HIERARCHY, _DEFAULT = 1.0, 0.4, 0.5, 0.2
_COMPANIONS = (
    ("__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__copy__", "__deepcopy__"),
    ("__eq__", "__ne__", "__hash__"),
    ("__enter__", "__exit__"),
    ("__aenter__", "__aexit__"),
    ("__iter__", "__next__"),
    ("__get__", "__set__", "__set_name__"),
)
"""Methods that Python calls together, though no code says so."""

Edges = Mapping[Node, Mapping[Node, float]]


class CodeGraph:
    """Definitions and what they use, explored on demand from chosen starts."""

    def __init__(self, resolver: Resolver, changed: Iterable[Node]) -> None:
        """``changed`` are the definitions whose members any receiver may turn out to have."""
        self.resolver = resolver
        self._changed = frozenset(changed)
        self._edges: dict[Node, dict[Node, float]] = {}

    def edges(self, node: Node) -> Mapping[Node, float]:
        """What a definition uses or is tied to, with a weight of 0..1."""
        if node not in self._edges:
            found = self._find_edges(node)
            found.pop(node, None)
            self._edges[node] = found
        return self._edges[node]

    def explore(self, starts: Iterable[Node], depth: int) -> dict[Node, int]:
        """Distance in steps of everything within ``depth`` steps, nearest first."""
        distance = dict.fromkeys(starts, 0)
        queue = list(distance)
        for node in queue:
            if distance[node] >= depth or len(distance) >= MAX_NODES:
                continue
            for target in self.edges(node):
                if target not in distance:
                    distance[target] = distance[node] + 1
                    queue.append(target)
        return distance

    def find_paths(self, distance: Mapping[Node, int], ends: Iterable[Node]) -> set[Node]:
        """Definitions on a shortest way from the starts of ``distance`` to one of ``ends``."""
        on_path: set[Node] = set()
        pending = [node for node in ends if node in distance]
        while pending:
            node = pending.pop()
            if node in on_path:
                continue
            on_path.add(node)
            nearer = [
                other
                for other, far in distance.items()
                if far == distance[node] - 1 and node in self._edges.get(other, {})
            ]
            pending.extend(nearer[:1])
        return on_path

    def _find_edges(self, node: Node) -> dict[Node, float]:
        found: dict[Node, float] = {}
        definition = self.resolver.tree.definition(*node)
        if definition is None:
            return found
        refs = self.resolver.references(node)
        for chain in refs.chains:
            weight = _DEFAULT if chain in refs.defaults else _CALLED
            for target in self._targets(node, chain):
                found[target] = max(found.get(target, 0.0), weight)
        if definition.kind is SymbolKind.CLASS:
            self._add_class_edges(node, found)
        if is_function(definition):
            self._add_overridden(node, found)
            self._add_companions(node, found)
        for owner in dict.fromkeys([*self._classes_among(found), *self._changed_classes]):
            for name in refs.methods:
                member = self.resolver.member(owner, name)
                # An operator on numbers looks like one on any class: only a changed one counts.
                if member and (member in self._changed or not name.startswith("__")):
                    found.setdefault(member, _BY_NAME)
        return found

    def _targets(self, node: Node, chain: tuple[str, ...]) -> list[Node]:
        resolver = self.resolver
        if chain[0] == SUPER and len(chain) > 1:
            owner = resolver.class_of(node)
            member = resolver.member(owner, chain[1], is_own=False) if owner else None
            return [member] if member else []
        return list(resolver.resolve(node, chain))

    def _add_class_edges(self, node: Node, found: dict[Node, float]) -> None:
        for name in CREATION:
            if member := self.resolver.member(node, name):
                found[member] = _CALLED
        if call := self.resolver.member(node, "__call__"):
            found.setdefault(call, _BY_NAME)
        for base in self.resolver.bases(node):
            found.setdefault(base, _HIERARCHY)
        for inner in self.resolver.tree.definitions(node[0]):
            if inner.parent == node[1] and inner.kind is SymbolKind.VARIABLE:
                found.setdefault((node[0], inner.qualname), _HIERARCHY)

    def _add_overridden(self, node: Node, found: dict[Node, float]) -> None:
        """The method of the same name in a base class, and in subclasses in the same file."""
        owner = self.resolver.class_of(node)
        if owner is None:
            return
        name = node[1].rpartition(".")[2]
        if above := self.resolver.member(owner, name, is_own=False):
            found.setdefault(above, _HIERARCHY)
        if node not in self._changed:
            return
        for other in self.resolver.tree.definitions(owner[0]):
            below = (owner[0], f"{other.qualname}.{name}")
            if (
                other.kind is SymbolKind.CLASS
                and self.resolver.tree.definition(*below)
                and owner in self.resolver.bases((owner[0], other.qualname))
            ):
                found.setdefault(below, _BY_NAME)

    def _add_companions(self, node: Node, found: dict[Node, float]) -> None:
        owner = self.resolver.class_of(node)
        name = node[1].rpartition(".")[2]
        for group in _COMPANIONS:
            if owner is not None and name in group:
                members = (self.resolver.member(owner, other) for other in group)
                found.update({one: _HIERARCHY for one in members if one and one not in found})

    def _classes_among(self, nodes: Iterable[Node]) -> list[Node]:
        owners = []
        for node in nodes:
            owner = node if self.resolver.is_class(node) else self.resolver.class_of(node)
            if owner and owner not in owners:
                owners.append(owner)
        return owners

    @cached_property
    def _changed_classes(self) -> list[Node]:
        return self._classes_among(sorted(self._changed))
