from __future__ import annotations

import pytest

from patchcritic.context.piece import Piece
from patchcritic.context.rank import fill_budget, rank_nodes, subgraph

A, B, C, D = ("a", "x"), ("b", "x"), ("c", "x"), ("d", "x")


def test_rank_sums_to_one_and_falls_with_distance() -> None:
    rank = rank_nodes({A: {B: 1.0}, B: {C: 1.0}, C: {D: 1.0}}, {A: 1.0})
    assert sum(rank.values()) == pytest.approx(1.0)
    assert rank[A] > rank[D] > 0
    assert rank[C] > rank[D]


def test_weights_split_the_walk() -> None:
    rank = rank_nodes({A: {B: 1.0, C: 0.2}}, {A: 1.0})
    assert rank[B] == pytest.approx(5 * rank[C])


def test_two_starts_meet_in_the_middle() -> None:
    rank = rank_nodes({A: {B: 1.0, C: 1.0}, D: {C: 1.0}}, {A: 1.0, D: 1.0})
    assert rank[C] > rank[B]


def test_no_edges_leave_all_at_the_start() -> None:
    assert rank_nodes({}, {A: 2.0}) == pytest.approx({A: 1.0})
    assert rank_nodes({}, {}) == {}


def test_a_two_node_walk_by_hand() -> None:
    # From A all mass goes to B, from B all goes back: a = 1/4 + 3/4 b and b = 3/4 a.
    rank = rank_nodes({A: {B: 1.0}}, {A: 1.0})
    assert rank[A] == pytest.approx(4 / 7, abs=1e-3)
    assert rank[B] == pytest.approx(3 / 7, abs=1e-3)


def test_edges_among_chosen_nodes_only() -> None:
    assert subgraph([A, B], {A: {B: 1.0, C: 1.0}}) == {A: {B: 1.0}, B: {}}


def make_piece(name: str, gain: float) -> Piece:
    return Piece(role="called", path=name, keep=frozenset({1}), name=name, gain=gain)


def test_the_budget_goes_to_gain_per_token() -> None:
    small, large, poor = make_piece("s", 0.2), make_piece("l", 0.5), make_piece("p", 0.01)
    taken, left = fill_budget([(large, 900), (poor, 50), (small, 50)], 100)
    assert taken == [small, poor]
    assert left == [(large, 900)]
