from __future__ import annotations

from math import inf, log, nan

import pytest

from patchcritic.verdict.logistic import Term, transform
from tests.verdict.conftest import RAW, make_logistic

LINES = Term(name="test_lines", transform="log1p", mean=log(10), scale=2.0, weight=-0.5)


@pytest.mark.parametrize(
    ("value", "how", "expected"),
    [
        (0.75, "logit", log(3)),
        (0.0, "log1p", 0.0),
        (9.0, "log1p", log(10)),
        (-3.0, "log1p", 0.0),
        (-3.0, "none", -3.0),
    ],
)
def test_scales(value: float, how: str, expected: float) -> None:
    assert transform(value, how) == pytest.approx(expected)  # type: ignore[arg-type]


def test_hand_worked() -> None:
    # log-odds: -0.4 + log(3) - 0.5 * (log(100) - log(10)) / 2 = 0.1230
    model = make_logistic(RAW, LINES, intercept=-0.4)

    assert model.apply(0.75, {"test_lines": 99.0}) == pytest.approx(0.5307, abs=1e-4)


@pytest.mark.parametrize("features", [{}, {"test_lines": nan}, {"test_lines": inf}, {"x": 1.0}])
def test_a_missing_number_counts_as_the_mean(features: dict[str, float]) -> None:
    assert make_logistic(RAW, LINES).apply(0.75, features) == pytest.approx(0.75)


def test_what_it_looks_at() -> None:
    assert make_logistic(LINES).uses("test_lines")
    assert not make_logistic(LINES).uses("p_static")


def test_a_scale_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="scale of x must be above 0"):
        Term(name="x", transform="none", mean=0.0, scale=0.0, weight=1.0)
