"""Ids of parameter sets, beyond what the suites compare with a real run."""

from __future__ import annotations

import pytest

from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.testing.ids import escape, make_ids
from patchcritic.tracer.testing.marks import HIDDEN, ParameterSet, param


def rows(*values: object) -> list[ParameterSet]:
    return [ParameterSet((value,)) for value in values]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a\tb\x00", "a\\tb\\x00"),
        ("é", "\\xe9"),
        ("😀", "\\U0001f600"),
        (b"\xff\n", "\\xff\\n"),
        ("a\\b", "a\\\\b"),
    ],
)
def test_texts_are_escaped(value: str | bytes, text: str) -> None:
    assert escape(value, is_escaped=True) == text


def test_texts_are_left_on_wish() -> None:
    assert escape("é", is_escaped=False) == "é"


@pytest.mark.parametrize(
    ("strategy", "expected"), [("short", "x0"), ("legacy", "a" * 101), ("sha256", 64)]
)
def test_long_texts(strategy: str, expected: str | int) -> None:
    (made,) = make_ids(["x"], rows("a" * 101), None, long_text=strategy)
    assert made == expected or len(made or "") == expected


def test_what_is_not_known_has_no_id() -> None:
    assert make_ids(["x"], rows(1, Unknown(UndecidedKind.CLOCK, "now"), 2), None) == [
        "1",
        None,
        "2",
    ]


def test_hidden_ids() -> None:
    assert make_ids(["x"], [param(1, id=HIDDEN), param(2)], None) == [None, "2"]


def test_an_id_callable_may_give_up() -> None:
    assert make_ids(["x"], rows(1, "b"), lambda value: None) == ["1", "b"]
