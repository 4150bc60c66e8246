"""Logistic regression by Newton's method, in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log1p
from operator import mul

from patchcritic.verdict.odds import sigmoid

L2 = 1.0
"""Strength of the pull of every weight towards 0; as scikit-learn's ``C=1``."""
MAX_STEPS = 100
TOLERANCE = 1e-10

Column = Sequence[float]


def fit_weights(
    columns: Sequence[Column], truths: Sequence[bool], *, l2: float = L2
) -> tuple[float, list[float]]:
    """Intercept and weights that minimise the log loss + ``l2 / 2`` times the squared weights.

    The intercept is not held back, so both classes must be there. Newton's method, also known as
    iteratively reweighted least squares (Hastie et al., The Elements of Statistical Learning,
    4.4.1), halving a step that makes it worse.
    """
    y = [float(truth) for truth in truths]
    full = [[1.0] * len(y), *columns]
    penalties = [0.0, *(l2 for _ in columns)]
    beta = [0.0] * len(full)
    loss = _compute_loss(full, y, penalties, beta)
    for _ in range(MAX_STEPS):
        p = [sigmoid(score) for score in _score(full, beta)]
        residuals = [truth - one for truth, one in zip(y, p, strict=True)]
        variances = [max(one * (1.0 - one), 1e-12) for one in p]
        gradient = [
            _dot(column, residuals) - penalty * weight
            for column, penalty, weight in zip(full, penalties, beta, strict=True)
        ]
        step = solve(_make_hessian(full, variances, penalties), gradient)
        before = loss
        for _ in range(30):
            tried = [weight + move for weight, move in zip(beta, step, strict=True)]
            loss = _compute_loss(full, y, penalties, tried)
            if loss <= before:
                beta = tried
                break
            step = [move / 2 for move in step]
        if before - loss <= TOLERANCE * (1 + abs(loss)) or loss > before:
            break
    return beta[0], beta[1:]


def _dot(left: Column, right: Column) -> float:
    return sum(map(mul, left, right), 0.0)


def _score(full: Sequence[Column], beta: Sequence[float]) -> list[float]:
    scores = [0.0] * len(full[0])
    for column, weight in zip(full, beta, strict=True):
        if weight:
            scores = [have + weight * value for have, value in zip(scores, column, strict=True)]
    return scores


def _compute_loss(
    full: Sequence[Column], y: Column, penalties: Sequence[float], beta: Sequence[float]
) -> float:
    # -log sigmoid(s) for a pass and -log(1 - sigmoid(s)) for a fail, without overflow
    losses = (
        max(score, 0.0) - truth * score + log1p(exp(-abs(score)))
        for score, truth in zip(_score(full, beta), y, strict=True)
    )
    held: float = sum(penalty * weight**2 for penalty, weight in zip(penalties, beta, strict=True))
    return sum(losses) + held / 2


def _make_hessian(
    full: Sequence[Column], variances: Column, penalties: Sequence[float]
) -> list[list[float]]:
    size = len(full)
    hessian = [[0.0] * size for _ in range(size)]
    for i, column in enumerate(full):
        weighted = list(map(mul, column, variances))
        for j in range(i, size):
            hessian[i][j] = hessian[j][i] = _dot(weighted, full[j])
        hessian[i][i] += penalties[i]
    return hessian


def solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """The solution of a regular system of linear equations, by elimination with row swaps."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for i in range(size):
        best = max(range(i, size), key=lambda number: abs(rows[number][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for j in range(i + 1, size):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [a - factor * b for a, b in zip(rows[j], rows[i], strict=True)]
    solution = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * solution[j] for j in range(i + 1, size))
        solution[i] = (rows[i][size] - known) / rows[i][i]
    return solution
