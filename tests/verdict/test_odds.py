from __future__ import annotations

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.verdict.odds import MIN_P, logit, sigmoid


@pytest.mark.parametrize(
    ("p", "odds"),
    [(0.5, 0.0), (0.75, log(3)), (0.2, -log(4)), (0.0, -log(999)), (1.0, log(999))],
)
def test_log_odds(p: float, odds: float) -> None:
    assert logit(p) == pytest.approx(odds)


@given(st.floats(MIN_P, 1 - MIN_P))
def test_there_and_back(p: float) -> None:
    assert sigmoid(logit(p)) == pytest.approx(p)


@pytest.mark.parametrize(("odds", "p"), [(-2000.0, 0.0), (0.0, 0.5), (2000.0, 1.0)])
def test_no_overflow(odds: float, p: float) -> None:
    assert sigmoid(odds) == p
