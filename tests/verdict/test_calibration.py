from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.verdict import Calibrator, Identity, Isotonic
from tests.verdict.conftest import RAW, make_logistic

STEPS = Isotonic(x=(0.2, 0.4, 0.6), y=(0.1, 0.5, 0.5))


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        pytest.param(0.0, 0.1, id="below the first step"),
        pytest.param(0.2, 0.1, id="on a step"),
        pytest.param(0.25, 0.2, id="a quarter of the way"),
        pytest.param(0.4, 0.5, id="on the next"),
        pytest.param(0.5, 0.5, id="on the flat"),
        pytest.param(1.0, 0.5, id="beyond the last"),
    ],
)
def test_steps_by_hand(p: float, expected: float) -> None:
    assert STEPS.apply(p, {}) == pytest.approx(expected)


@pytest.mark.parametrize(
    "calibrator", [Identity(), STEPS, Isotonic(x=(0.5,), y=(0.3,)), make_logistic(RAW)]
)
@given(p=st.floats(0, 1), q=st.floats(0, 1))
def test_a_map_stays_in_bounds_and_never_falls(calibrator: Calibrator, p: float, q: float) -> None:
    low, high = (calibrator.apply(one, {}) for one in sorted((p, q)))

    assert 0 <= low <= high <= 1
    assert not calibrator.uses("p_static")


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        ((), (), "as long as each other"),
        ((0.1,), (0.1, 0.2), "as long as each other"),
        ((0.2, 0.2), (0.1, 0.2), "must rise"),
        ((0.1, 0.2), (0.2, 0.1), "must not fall"),
        ((0.1, 0.2), (0.2, 1.1), r"0\.\.1"),
    ],
)
def test_a_map_that_is_none(x: tuple[float, ...], y: tuple[float, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Isotonic(x=x, y=y)
