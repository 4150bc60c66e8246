"""One case's score, worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from patchcritic.bench.inject.nouns import InjectRow
from patchcritic.bench.inject.scores import score_random, score_row

Row = Callable[..., InjectRow]


@pytest.mark.parametrize(
    ("faults", "flagged", "jaccard", "hit", "n_right", "found"),
    [
        ([10], [], 0.0, 0, 0, [0]),
        ([10], [10], 1.0, 1, 1, [1]),
        ([10], [12], 1.0, 1, 1, [1]),
        ([10], [13], 0.0, 0, 0, [0]),
        ([10], [10, 50], 1 / 2, 1, 1, [1]),
        # Two flags at one fault: both are right, and only one of them is the fault.
        ([10], [9, 11], 1 / 2, 1, 2, [1]),
        ([10, 30], [31, 50], 1 / 3, 1, 1, [0, 1]),
        # One flag near two faults: both are pointed at, one is matched.
        ([10, 12], [11], 1 / 2, 1, 1, [1, 1]),
    ],
)
def test_score(
    make_row: Row,
    faults: list[int],
    flagged: list[int],
    jaccard: float,
    hit: int,
    n_right: int,
    found: list[int],
) -> None:
    score = score_row(make_row("one", faults, flagged), tolerance=2)
    assert score.jaccard == pytest.approx(jaccard)
    assert (score.hit, score.n_right, score.n_flagged) == (hit, n_right, len(flagged))
    assert score.faults == tuple(("off-by-one", one) for one in found)


def test_another_file_is_another_place(make_row: Row) -> None:
    row = make_row("one", [10], [10])
    moved = replace(row, flagged=tuple(one._replace(path="b.py") for one in row.flagged))
    score = score_row(moved, tolerance=2)
    assert (score.jaccard, score.hit, score.n_right) == (0.0, 0.0, 0)


def test_a_random_line_is_the_mean_of_all_draws(make_row: Row) -> None:
    # Of four lines one is near the first fault and one near the second: a draw that hits has
    # one of two places, Jaccard 1/2.
    score = score_random(make_row("one", [10, 30], [1, 10, 31, 40]), tolerance=2)
    assert score.jaccard == pytest.approx(2 / 4 * 1 / 2)
    assert (score.hit, score.n_right, score.n_flagged) == (0.5, 0.5, 1)
    assert score.faults == (("off-by-one", 0.25), ("off-by-one", 0.25))


def test_nothing_to_draw_from(make_row: Row) -> None:
    score = score_random(make_row("one", [10]), tolerance=2)
    assert (score.jaccard, score.n_flagged) == (0.0, 0)
