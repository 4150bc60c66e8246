"""Values are shown without running a line of their classes."""

from __future__ import annotations

from typing import Any

import pytest

from patchcritic.tracer.core.showing import MAX_TEXT, show_plain
from patchcritic.tracer.core.undecided import UndecidedKind
from patchcritic.tracer.core.unknown import Unknown


class Loud:
    """Raises whatever one does with it."""

    def __init__(self) -> None:
        object.__getattribute__(self, "__dict__").update(x=1, inner=None)

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(name)

    __repr__ = __str__ = __len__ = __iter__ = __eq__ = __hash__ = __getattribute__  # type: ignore[assignment]


class Meta(type):
    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError(name)


class LoudClass(metaclass=Meta):
    pass


class Slotted:
    __slots__ = ("filled", "not_filled")

    def __init__(self) -> None:
        self.filled = 3


class Lying:
    @property
    def __dict__(self) -> Any:  # type: ignore[override]
        raise AssertionError


class Text(str):
    def __repr__(self) -> str:
        raise AssertionError


VALUES: list[tuple[Any, str]] = [
    (1, "1"),
    (None, "None"),
    ("a\n", "'a\\n'"),
    ([1, (2,), {"a": {3}}], "[1, (2,), {'a': {3}}]"),
    (set(), "set()"),
    (frozenset([1]), "frozenset({1})"),
    (int, "<class int>"),
    (1 << 100_000, "<int of 100,001 bits>"),
    (Loud(), "<Loud x=1 inner=None>"),
    (LoudClass(), "<LoudClass>"),
    (Slotted(), "<Slotted filled=3>"),
    (Lying(), "<Lying>"),
    (Text("a"), "<Text>"),
    (Unknown(UndecidedKind.CLOCK, "time.time()"), "<unknown: time.time()>"),
    ([Unknown(UndecidedKind.CLOCK, "now")], "[<unknown: now>]"),
    ((1 for _ in ()), "<generator>"),
]


@pytest.mark.parametrize(("value", "shown"), VALUES, ids=[shown for _, shown in VALUES])
def test_plain_values_as_they_are_and_others_by_their_attributes(value: Any, shown: str) -> None:
    assert show_plain(value) == shown


def test_it_is_short_and_ends() -> None:
    endless: list[Any] = []
    endless.append(endless)

    assert len(show_plain("x" * 10_000_000)) <= MAX_TEXT
    assert len(show_plain(list(range(10_000_000)))) <= MAX_TEXT
    assert len(show_plain(endless)) <= MAX_TEXT
