from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.answer_fields import (
    read_grade,
    read_holds,
    read_label,
    read_line,
    read_premises,
    read_probability,
    read_steps,
    read_text,
    read_witness,
)
from patchcritic.domain import Label


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("pass", Label.PASS),
        ("PASS", Label.PASS),
        (" Passes. ", Label.PASS),
        ("Fail", Label.FAIL),
        ("failed", Label.FAIL),
        ("abstain", Label.ABSTAIN),
        ("UNKNOWN", Label.ABSTAIN),
    ],
)
def test_labels(word: str, expected: Label) -> None:
    assert Label(str(read_label(word))) is expected


@pytest.mark.parametrize(
    ("given_value", "expected"),
    [
        (0, 0.0),
        (1, 1.0),
        (0.25, 0.25),
        ("0.25", 0.25),
        ("25%", 0.25),
        (" 25 % ", 0.25),
        ("1%", 0.01),
        (97, 0.97),
        ("97", 0.97),
        (100, 1.0),
        (2, 0.02),
    ],
)
def test_probabilities(given_value: object, expected: float) -> None:
    assert read_probability(given_value) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("grade", "expected"),
    [("C", "C"), (" c. ", "C"), ("A (certain)", "A"), ("Z", ""), (None, ""), (3, ""), ("", "")],
)
def test_grades(grade: object, expected: str) -> None:
    assert read_grade(grade) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(12, 12), (3.0, 3), ("L12", 12), ("12-14", 12), ("", 0), (None, 0), ([7], 7), (True, 0)],
)
def test_lines(value: object, expected: int) -> None:
    assert read_line(value) == expected


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(ANYTHING)
def test_nothing_is_too_odd_to_be_read(value: object) -> None:
    read_text(value).encode("utf-8")
    assert read_line(value) >= 0
    assert read_holds(value) in ("yes", "no", "unknown", None)
    assert isinstance(read_witness(value), dict | None)
    assert all(isinstance(item, dict) for item in read_premises(value) + read_steps(value))
    assert len(read_grade(value)) <= 1
