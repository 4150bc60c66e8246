from __future__ import annotations

from math import log
from random import Random

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from patchcritic.bench.calibrate.newton import fit_weights, solve


@pytest.mark.parametrize("l2", [0.1, 1.0, 10.0])
@pytest.mark.parametrize(("seed", "n", "n_columns"), [(0, 30, 1), (1, 200, 4), (2, 60, 8)])
def test_weights_equal_scikit_learn(seed: int, n: int, n_columns: int, l2: float) -> None:
    random = Random(seed)
    columns = [[random.gauss(0, 1 + i) for _ in range(n)] for i in range(n_columns)]
    truths = [sum(row) + random.gauss(0, 2) > 0.5 for row in zip(*columns, strict=True)]
    reference = LogisticRegression(C=1 / l2, tol=1e-12, max_iter=10_000)
    reference.fit(np.array(columns).T, truths)

    intercept, weights = fit_weights(columns, truths, l2=l2)

    assert intercept == pytest.approx(reference.intercept_[0], abs=1e-5)
    assert weights == pytest.approx(list(reference.coef_[0]), abs=1e-5)


def test_classes_that_a_column_separates_leave_a_finite_weight() -> None:
    intercept, (weight,) = fit_weights([[-1.0] * 50 + [1.0] * 50], [False] * 50 + [True] * 50)

    assert intercept == pytest.approx(0, abs=1e-9)
    assert 3 < weight < 6


def test_without_columns_the_rate_is_learnt() -> None:
    intercept, weights = fit_weights([], [True, True, True, False])

    assert intercept == pytest.approx(log(3))
    assert weights == []


def test_a_column_twice_shares_its_weight() -> None:
    column = [float(number) for number in range(-5, 6)]
    truths = [value > 0.5 for value in column]

    _, (first, second) = fit_weights([column, column], truths)

    assert first == pytest.approx(second)


def test_solve_swaps_rows() -> None:
    assert solve([[0.0, 2.0], [4.0, 1.0]], [6.0, 7.0]) == pytest.approx([1.0, 3.0])
