from __future__ import annotations

from random import Random

import pytest
from scipy import stats

from patchcritic.bench.metrics.correlation import kendall, rank_midway, spearman


def draw_lists(seed: int) -> tuple[list[float], list[float]]:
    random = Random(seed)
    n = random.randint(3, 60)
    digits = random.choice([0, 1, 9])
    left = [round(random.random() * 4, digits) for _ in range(n)]
    noise = random.random() * 4
    right = [round(value + noise * random.random(), digits) for value in left]
    return [0.0, *left], [9.0, *right]


@pytest.mark.parametrize("seed", range(60))
def test_correlations_equal_scipy(seed: int) -> None:
    left, right = draw_lists(seed)

    assert rank_midway(left) == list(stats.rankdata(left))
    assert spearman(left, right) == pytest.approx(stats.spearmanr(left, right).statistic, abs=1e-9)
    assert kendall(left, right) == pytest.approx(stats.kendalltau(left, right).statistic, abs=1e-9)


@pytest.mark.parametrize(
    ("left", "right"),
    [([], []), ([1.0], [2.0]), ([1.0, 1.0], [2.0, 3.0]), ([1.0, 2.0], [3.0, 3.0])],
)
def test_what_ranks_nothing_is_none(left: list[float], right: list[float]) -> None:
    assert spearman(left, right) is None
    assert kendall(left, right) is None


@pytest.mark.parametrize("values", [[1.0, 2.0, 3.0], [0.1, 0.2, 0.30000000000000004]])
def test_no_correlation_is_above_one(values: list[float]) -> None:
    assert spearman(values, values) == 1
    assert spearman(values, values[::-1]) == -1
