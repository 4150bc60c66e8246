"""Chooses the definitions worth showing beside the patch and the test."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from patchcritic.context.graph import CodeGraph
from patchcritic.context.outline import show_definition
from patchcritic.context.piece import Piece, Role, render_piece
from patchcritic.context.rank import fill_budget, rank_nodes
from patchcritic.context.resolver import Node, Resolver
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestCode
from patchcritic.domain import Dropped, SymbolKind
from patchcritic.symbols import MODULE, Definition

_NEAR_CHANGE, _NEAR_TEST = 2, 8
"""Steps from the changed code and from the test within which code is looked at."""
_ROLES: dict[SymbolKind, Role] = {SymbolKind.VARIABLE: "constant", SymbolKind.CLASS: "class"}
_SET_UP = 0.5
"""What a fixture that does not lead to the change counts for, beside the test itself."""
_MAX_RANKINGS = 128
"""Rankings kept, of some 50 kB each; the cases of a function come one after another."""
_LEAST_RANK = 0.04
"""Visits below which code is needless: more context makes critics worse (2603.26130)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The chosen definitions, best first, and what was not chosen."""

    pieces: tuple[Piece, ...]
    dropped: tuple[Dropped, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ranking:
    """What is near enough to be shown, with its tokens, and what is not."""

    near: tuple[tuple[Node, Piece, int], ...]
    far: tuple[Dropped, ...]


class Slicer:
    """Finds what changed code and tests call in one tree."""

    def __init__(self, tree: SourceTree, changed: Sequence[Node]) -> None:
        """``changed`` are the definitions that the patch's own part of the context shows."""
        self._tree = tree
        self.changed = tuple(changed)
        self.graph = CodeGraph(Resolver(tree), changed)
        self._pieces: dict[Node, tuple[Piece, int] | None] = {}
        self._rankings: dict[tuple[Node, ...], _Ranking] = {}

    def slice_patch(self, budget: int) -> Slice:
        """What the changed code calls, the same for every test."""
        nodes = self.graph.explore(self.changed, _NEAR_CHANGE)
        ranking = self._rank(nodes, {}, dict.fromkeys(self.changed, 1.0))
        return _choose(ranking, frozenset(self.changed), budget)

    def slice_test(self, code: TestCode, shown: Collection[Node], budget: int) -> Slice:
        """What one test calls, and what leads from it to the change, without what is ``shown``.

        Tests that differ in their parameter only have the same roots: they are ranked once.
        """
        roots = code.roots
        if roots not in self._rankings:
            if len(self._rankings) >= _MAX_RANKINGS:
                self._rankings.clear()
            self.graph.resolver.bind_fixtures(roots, code.fixtures)
            distance = self.graph.explore(roots, _NEAR_TEST)
            path = self.graph.find_paths(distance, self.changed)
            beside = {root: 1.0 if n == 0 else _SET_UP for n, root in enumerate(roots)}
            seeds = beside | dict.fromkeys(path, 1.0)
            self._rankings[roots] = self._rank(distance, path, seeds)
        return _choose(self._rankings[roots], frozenset([*shown, *roots]), budget)

    def _rank(
        self, nodes: Iterable[Node], path: Mapping[Node, int], seeds: Mapping[Node, float]
    ) -> _Ranking:
        """What is worth showing of ``nodes`` and of all that the walk comes to."""
        rank = rank_nodes(self.graph.edges, seeds)
        near: list[tuple[Node, Piece, int]] = []
        far: list[Dropped] = []
        for node in dict.fromkeys([*nodes, *rank]):
            found = self._show(node)
            if found is None:
                continue
            piece, n_tokens = found
            gain, detour = rank.get(node, 0.0), path.get(node)
            if detour is None and gain < _LEAST_RANK:
                if not _is_inside(node, seeds):
                    far.append(Dropped(title=piece.name, n_tokens=n_tokens, reason="far away"))
                continue
            is_on_way = detour is not None and piece.role == "called"
            role: Role = "path" if is_on_way else piece.role
            near.append((node, replace(piece, gain=gain, detour=detour, role=role), n_tokens))
        return _Ranking(near=tuple(near), far=tuple(far))

    def _show(self, node: Node) -> tuple[Piece, int] | None:
        """The definition's piece and its tokens; None when it would tell nothing."""
        if node not in self._pieces:
            found = self._tree.definition(*node)
            self._pieces[node] = None
            if found is not None and not self._is_needless(node, found):
                role = _ROLES.get(found.kind, "called")
                piece = show_definition(self._tree, node[0], found, role)
                self._pieces[node] = piece, render_piece(self._tree, piece).n_tokens
        return self._pieces[node]

    def _is_needless(self, node: Node, definition: Definition) -> bool:
        """Abstract methods say nothing; a class without attributes is the header of its methods."""
        if any(name.endswith(("abstractmethod", "overload")) for name in definition.decorators):
            return True
        if definition.kind is not SymbolKind.CLASS:
            return node[1] == MODULE
        members = [d for d in self._tree.definitions(node[0]) if d.parent == node[1]]
        return bool(members) and all(d.kind is not SymbolKind.VARIABLE for d in members)


def _choose(ranking: _Ranking, shown: frozenset[Node], budget: int) -> Slice:
    """The best of what is not ``shown`` yet, and a record of the rest."""
    wanted = [(piece, n) for node, piece, n in ranking.near if not _is_inside(node, shown)]
    taken, left = fill_budget(wanted, budget)
    over = (Dropped(title=one.name, n_tokens=n, reason="over the budget") for one, n in left)
    return Slice(pieces=tuple(taken), dropped=(*over, *ranking.far))


def _is_inside(node: Node, shown: Collection[Node]) -> bool:
    """Whether a definition is among those shown, or stands inside one of them."""
    path, name = node
    parts = name.split(".")
    return any((path, ".".join(parts[:n])) in shown for n in range(1, len(parts) + 1))
