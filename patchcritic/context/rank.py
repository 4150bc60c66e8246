"""How near each definition is to the test and the patch, and which fit into the budget."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping

from patchcritic.context.piece import Piece
from patchcritic.context.resolver import Node

_GO_ON = 0.75
"""Chance to take a further step: lower than the web's 0.85, to stay near."""
_TOLERANCE = 0.01
"""Mass that is not worth moving on: a quarter of what makes a definition worth showing."""
_OVERHEAD = 15
"""Tokens by which even a one-line piece is costed: gaps, headings, and attention."""


def rank_nodes(
    edges: Callable[[Node], Mapping[Node, float]], seeds: Mapping[Node, float]
) -> dict[Node, float]:
    """Expected visits of a walk from ``seeds`` along ``edges``, without what is hardly visited.

    Personalised PageRank by pushing mass on (Andersen, Chung, Lang 2006), so that the cost follows
    the neighbourhood. Edges that weigh less than 1 together do not hand on all of it: a definition
    that is only guessed at is not nearer for being the only guess.
    """
    visits: dict[Node, float] = {}
    waiting = dict(seeds)
    queue = deque(waiting)
    queued = set(queue)
    while queue:
        node = queue.popleft()
        queued.remove(node)
        mass = waiting.pop(node)
        visits[node] = visits.get(node, 0.0) + mass
        targets = edges(node)
        scale = _GO_ON * mass / max(sum(targets.values()), 1.0)
        for target, weight in targets.items():
            waiting[target] = moved = waiting.get(target, 0.0) + scale * weight
            if moved >= _TOLERANCE and target not in queued:
                queue.append(target)
                queued.add(target)
    for node, mass in waiting.items():
        visits[node] = visits.get(node, 0.0) + mass
    return visits


def fill_budget(
    candidates: Iterable[tuple[Piece, int]], budget: int
) -> tuple[list[Piece], list[tuple[Piece, int]]]:
    """Take pieces while they fit: those taken, and those left with their size.

    What leads from the test to the change comes first, the straightest way foremost; the rest
    goes by gain per token. What stands inside a piece that is taken is neither.
    """
    taken: list[Piece] = []
    left: list[tuple[Piece, int]] = []
    shown: dict[str, set[int]] = {}
    for piece, n_tokens in sorted(candidates, key=_preference):
        lines = shown.setdefault(piece.path, set())
        if piece.keep <= lines:
            continue
        if n_tokens <= budget:
            taken.append(piece)
            lines |= piece.keep
            budget -= n_tokens
        else:
            left.append((piece, n_tokens))
    return taken, left


def _preference(candidate: tuple[Piece, int]) -> tuple[float, float, str, str]:
    piece, n_tokens = candidate
    detour = float("inf") if piece.detour is None else piece.detour
    return detour, -piece.gain / (n_tokens + _OVERHEAD), piece.path, piece.name
