"""How near each definition is to the test and the patch, and which fit into the budget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from patchcritic.context.graph import Edges
from patchcritic.context.piece import Piece
from patchcritic.context.resolver import Node

_RESTART = 0.25
"""Chance to jump back to the start at each step: higher than the web's 0.15, to stay near."""
_N_ROUNDS = 25
"""After 25 rounds 0.75^25 < 0.1 % of the mass is still on its way."""
_BACKWARDS = 0.3
"""Weight of a step from a definition to what uses it."""
_OVERHEAD = 15
"""Tokens by which even a one-line piece is costed: gaps, headings, and attention."""


def rank_nodes(edges: Edges, restart: Mapping[Node, float]) -> dict[Node, float]:
    """Personalised PageRank by power iteration (Page et al. 1999; Haveliwala 2002)."""
    weights: dict[Node, dict[Node, float]] = {}
    for node, targets in edges.items():
        for target, weight in targets.items():
            forth = weights.setdefault(node, {})
            forth[target] = forth.get(target, 0.0) + weight
            back = weights.setdefault(target, {})
            back[node] = back.get(node, 0.0) + weight * _BACKWARDS
    total = sum(restart.values()) or 1.0
    start = {node: share / total for node, share in restart.items()}
    rank = dict(start)
    for _ in range(_N_ROUNDS):
        moved = {node: _RESTART * share for node, share in start.items()}
        lost = 0.0
        for node, mass in rank.items():
            outgoing = weights.get(node)
            if not outgoing:
                lost += mass
                continue
            scale = (1 - _RESTART) * mass / sum(outgoing.values())
            for target, weight in outgoing.items():
                moved[target] = moved.get(target, 0.0) + scale * weight
        for node, share in start.items():
            moved[node] += (1 - _RESTART) * lost * share
        rank = moved
    return rank


def fill_budget(
    candidates: Iterable[tuple[Piece, int]], budget: int
) -> tuple[list[Piece], list[tuple[Piece, int]]]:
    """Take pieces by gain per token while they fit: those taken, and those left with their size."""
    order = sorted(
        candidates, key=lambda one: (-one[0].gain / (one[1] + _OVERHEAD), one[0].path, one[0].name)
    )
    taken: list[Piece] = []
    left: list[tuple[Piece, int]] = []
    for piece, n_tokens in order:
        if n_tokens <= budget:
            taken.append(piece)
            budget -= n_tokens
        else:
            left.append((piece, n_tokens))
    return taken, left


def subgraph(nodes: Sequence[Node], edges: Edges) -> Edges:
    """The edges among ``nodes``."""
    known = set(nodes)
    return {
        node: {target: weight for target, weight in edges.get(node, {}).items() if target in known}
        for node in nodes
    }
