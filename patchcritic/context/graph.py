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
_BUILT_IN = frozenset(
    name for one in (str, bytes, list, dict, set, tuple, int, float) for name in dir(one)
)
_MAX_GUESSES, _MAX_FILES = 2, 60
"""Methods that one name may mean in a folder, and files of a folder that are looked into for it."""


class CodeGraph:
    """Definitions and what they use, explored on demand from chosen starts."""

    def __init__(self, resolver: Resolver, changed: Iterable[Node]) -> None:
        """``changed`` are the definitions whose members any receiver may turn out to have."""
        self.resolver = resolver
        self._changed = frozenset(changed)
        self._edges: dict[Node, dict[Node, float]] = {}
        self._members: dict[str, Mapping[str, list[Node]]] = {}

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

    def find_paths(self, distance: Mapping[Node, int], ends: Iterable[Node]) -> dict[Node, int]:
        """Everything on a way from the starts of ``distance`` to one of ``ends``.

        Each with the steps of the shortest way that leads through it. Guesses by name count only
        where nothing else leads there, and then only on a shortest way.
        """
        for least in (_HIERARCHY, 0.0):
            users: dict[Node, list[Node]] = {}
            targets: dict[Node, list[Node]] = {}
            for node in distance:
                for target, weight in self._edges.get(node, {}).items():
                    if weight >= least and target in distance:
                        users.setdefault(target, []).append(node)
                        targets.setdefault(node, []).append(target)
            behind = _count_steps((node for node, far in distance.items() if not far), targets)
            ahead = _count_steps((node for node in ends if node in behind), users)
            through = {node: behind[node] + far for node, far in ahead.items() if node in behind}
            if through and not least:
                shortest = min(through.values())
                return {node: far for node, far in through.items() if far == shortest}
            if through:
                break
        return through

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
        self._add_guesses(node, found)
        return found

    def _add_guesses(self, node: Node, found: dict[Node, float]) -> None:
        """What attributes of unknown receivers may mean, by their names."""
        resolver = self.resolver
        refs = resolver.references(node)
        links = (resolver.unknown_link(node, chain) for chain in refs.chains)
        unknown = {link for link in links if link}
        owners = dict.fromkeys([*self._classes_among(found), *self._changed_classes])
        for name in sorted({*refs.methods, *unknown}):
            members = [resolver.member(owner, name) for owner in owners]
            # An operator on numbers looks like one on any class: only a changed one counts.
            near = [m for m in members if m and (m in self._changed or not name.startswith("__"))]
            is_settled = (near and name not in unknown) or name in _BUILT_IN
            far = () if is_settled else self._members_beside(node[0], name)
            for member in (*near, *far):
                found.setdefault(member, _BY_NAME)

    def _members_beside(self, path: str, name: str) -> tuple[Node, ...]:
        """Methods of that name in the file's own folder, if they are few enough to guess."""
        folder = path.rpartition("/")[0]
        if folder not in self._members:
            self._members[folder] = self._read_members(folder)
        found = self._members[folder].get(name, ())
        return tuple(found) if len(found) <= _MAX_GUESSES else ()

    def _read_members(self, folder: str) -> Mapping[str, list[Node]]:
        tree = self.resolver.tree
        paths = [
            path
            for path in tree.snapshot.paths()
            if path.endswith(".py") and path.rpartition("/")[0] == folder
        ]
        members: dict[str, list[Node]] = {}
        for path in paths if len(paths) <= _MAX_FILES else ():
            for found in tree.definitions(path):
                if found.kind is SymbolKind.METHOD:
                    members.setdefault(found.name, []).append((path, found.qualname))
        return members

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


def _count_steps(starts: Iterable[Node], edges: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    steps = dict.fromkeys(starts, 0)
    queue = list(steps)
    for node in queue:
        for target in edges.get(node, ()):
            if target not in steps:
                steps[target] = steps[node] + 1
                queue.append(target)
    return steps
