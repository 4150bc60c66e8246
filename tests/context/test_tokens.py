from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.context import count_tokens

CODE = """\
235|    def to_seconds(time_unit: time_unit_type) -> float:
|        return float(
|            time_unit.total_seconds() if isinstance(time_unit, timedelta) else time_unit
|        )
"""


@pytest.mark.parametrize(
    ("text", "n_real"),
    # Counted with cl100k_base.
    [
        ("", 0),
        ("Does this test pass after the patch?", 8),
        (CODE, 42),
        ("x = [1, 2, 3]\n" * 20, 220),
    ],
)
def test_estimates_stay_near_a_real_vocabulary(text: str, n_real: int) -> None:
    assert count_tokens(text) == pytest.approx(n_real, rel=0.2, abs=1)


@given(st.text(), st.text())
def test_more_text_never_has_fewer_tokens(one: str, other: str) -> None:
    assert count_tokens(one) <= count_tokens(one + "\n" + other)


def test_long_runs_take_linear_time() -> None:
    for text in ("\n" * 200_000, " " * 200_000, "a" * 200_000, "!" * 200_000):
        assert count_tokens(text) <= len(text)
