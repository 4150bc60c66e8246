from __future__ import annotations

from collections.abc import Mapping

import pytest

from patchcritic.context.piece import Piece
from patchcritic.context.rank import fill_budget, rank_nodes
from patchcritic.context.resolver import Node

A, B, C, D = ("a", "x"), ("b", "x"), ("c", "x"), ("d", "x")
Edges = Mapping[Node, Mapping[Node, float]]


def rank(edges: Edges, seeds: Mapping[Node, float]) -> dict[Node, float]:
    return rank_nodes(lambda node: edges.get(node, {}), seeds)


@pytest.mark.parametrize(
    ("edges", "seeds", "visits"),
    [
        ({}, {A: 1.0}, {A: 1.0}),
        ({A: {B: 1.0}, B: {C: 1.0}}, {A: 1.0}, {A: 1.0, B: 0.75, C: 0.5625}),
        ({A: {B: 1.0, C: 0.5}}, {A: 1.0}, {A: 1.0, B: 0.5, C: 0.25}),
        ({A: {B: 0.4}}, {A: 1.0}, {A: 1.0, B: 0.3}),
        ({A: {C: 1.0}, B: {C: 1.0}}, {A: 1.0, B: 1.0}, {A: 1.0, B: 1.0, C: 1.5}),
    ],
    ids=["alone", "chain", "split", "a single guess", "met from both sides"],
)
def test_visits_by_hand(
    edges: Edges, seeds: Mapping[Node, float], visits: Mapping[Node, float]
) -> None:
    assert rank(edges, seeds) == pytest.approx(visits)


def test_a_loop_ends_near_its_limit() -> None:
    # From A to B and back: a = 1 + 3/4 b and b = 3/4 a, so a = 16/7.
    found = rank({A: {B: 1.0}, B: {A: 1.0}}, {A: 1.0})
    assert found[A] == pytest.approx(16 / 7, abs=0.05)
    assert found[B] == pytest.approx(12 / 7, abs=0.05)


def test_the_cost_follows_the_neighbourhood() -> None:
    asked: list[Node] = []

    def edges(node: Node) -> Mapping[Node, float]:
        asked.append(node)
        return {(node[0], node[1] + "x"): 1.0}

    found = rank_nodes(edges, {A: 1.0})
    assert len(asked) < 20
    assert min(found.values()) < 0.01


def test_no_seeds_give_no_visits() -> None:
    assert rank({A: {B: 1.0}}, {}) == {}


def make_piece(name: str, gain: float, detour: int | None = None) -> Piece:
    return Piece(role="called", path=name, keep=frozenset({1}), name=name, gain=gain, detour=detour)


def test_the_budget_goes_to_gain_per_token() -> None:
    small, large, poor = make_piece("s", 0.2), make_piece("l", 0.5), make_piece("p", 0.01)
    taken, left = fill_budget([(large, 900), (poor, 50), (small, 50)], 100)
    assert taken == [small, poor]
    assert left == [(large, 900)]


def test_the_way_to_the_change_comes_first_however_little_it_gains() -> None:
    rich, straight, around = make_piece("r", 9.0), make_piece("s", 0.1, 3), make_piece("a", 0.9, 5)
    taken, left = fill_budget([(rich, 50), (around, 50), (straight, 50)], 100)
    assert taken == [straight, around]
    assert left == [(rich, 50)]


def test_what_stands_inside_a_taken_piece_costs_nothing() -> None:
    outer = Piece(role="called", path="m", keep=frozenset({1, 2, 3}), name="o", detour=1)
    inner = Piece(role="called", path="m", keep=frozenset({2, 3}), name="i", detour=2)
    assert fill_budget([(inner, 40), (outer, 50)], 60) == ([outer], [])
    assert fill_budget([(inner, 40), (outer, 50)], 45) == ([inner], [(outer, 50)])
