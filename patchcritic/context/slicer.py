"""Chooses the definitions worth showing beside the patch and the test."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from patchcritic.context.graph import CodeGraph
from patchcritic.context.outline import show_definition
from patchcritic.context.piece import Piece, Role, render_piece
from patchcritic.context.rank import fill_budget, rank_nodes, subgraph
from patchcritic.context.resolver import Node, Resolver
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestCode
from patchcritic.domain import Dropped, SymbolKind
from patchcritic.symbols import MODULE, Definition

_NEAR_CHANGE, _NEAR_TEST = 2, 8
"""Steps from the changed code and from the test within which code is looked at."""
_ROLES: dict[SymbolKind, Role] = {SymbolKind.VARIABLE: "constant", SymbolKind.CLASS: "class"}
_ON_PATH = 3.0
"""How much more a definition on the way from the test to the change is worth."""
_LEAST_RANK = 0.008
"""Share of the walk below which code is needless: more context makes critics worse (2603.26130)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The chosen definitions, best first, and what was not chosen."""

    pieces: tuple[Piece, ...]
    dropped: tuple[Dropped, ...]


class Slicer:
    """Finds what changed code and tests call in one tree."""

    def __init__(self, tree: SourceTree, changed: Sequence[Node]) -> None:
        """``changed`` are the definitions that the patch's own part of the context shows."""
        self._tree = tree
        self.changed = tuple(changed)
        self.graph = CodeGraph(Resolver(tree), changed)
        self._pieces: dict[Node, tuple[Piece, int] | None] = {}

    def slice_patch(self, budget: int) -> Slice:
        """What the changed code calls, the same for every test."""
        restart = dict.fromkeys(self.changed, 1.0)
        nodes = self.graph.explore(self.changed, _NEAR_CHANGE)
        return self._choose(list(nodes), restart, set(), frozenset(self.changed), budget)

    def slice_test(self, code: TestCode, shown: Collection[Node], budget: int) -> Slice:
        """What one test calls, and what leads from it to the change, without what is ``shown``."""
        roots = code.roots
        self.graph.resolver.bind_fixtures(roots, code.fixtures)
        distance = self.graph.explore(roots, _NEAR_TEST)
        path = self.graph.find_paths(distance, self.changed)
        share = 1.0 / max(len(self.changed), 1)
        restart = dict.fromkeys(roots, 1.0 / max(len(roots), 1)) | dict.fromkeys(
            self.changed, share
        )
        return self._choose(list(distance), restart, path, frozenset([*shown, *roots]), budget)

    def _choose(
        self,
        nodes: Sequence[Node],
        restart: dict[Node, float],
        path: set[Node],
        shown: frozenset[Node],
        budget: int,
    ) -> Slice:
        known = list(dict.fromkeys([*nodes, *self.changed]))
        rank = rank_nodes(
            subgraph(known, {node: self.graph.edges(node) for node in known}), restart
        )
        candidates: list[tuple[Piece, int]] = []
        dropped: list[Dropped] = []
        for node in nodes:
            found = None if _is_inside(node, shown) else self._show(node)
            if found is None:
                continue
            piece, n_tokens = found
            gain = rank.get(node, 0.0)
            if node in path:
                role: Role = "path" if piece.role == "called" else piece.role
                candidates.append((replace(piece, gain=gain * _ON_PATH, role=role), n_tokens))
            elif gain >= _LEAST_RANK:
                candidates.append((replace(piece, gain=gain), n_tokens))
            else:
                dropped.append(Dropped(title=piece.name, n_tokens=n_tokens, reason="far away"))
        taken, left = fill_budget(candidates, budget)
        dropped = [
            *(Dropped(title=one.name, n_tokens=n, reason="over the budget") for one, n in left),
            *dropped,
        ]
        return Slice(pieces=tuple(taken), dropped=tuple(dropped))

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


def _is_inside(node: Node, shown: Iterable[Node]) -> bool:
    """Whether a definition is among those shown, or stands inside one of them."""
    path, name = node
    parts = name.split(".")
    return any((path, ".".join(parts[:n])) in shown for n in range(1, len(parts) + 1))
