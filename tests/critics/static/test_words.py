from __future__ import annotations

import pytest

from patchcritic.critics.static.words import literals_of, names_of, split_tokens, subwords_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a == 'b'  # c", [("name", "a"), ("operator", "=="), ("string", "'b'")]),
        ("x -> y", [("name", "x"), ("operator", "->"), ("name", "y")]),
        ("n += 1.5", [("name", "n"), ("operator", "+="), ("number", "1.5")]),
        ("'unclosed", [("operator", "'"), ("name", "unclosed")]),
        ("", []),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert split_tokens(text) == expected


def test_names_leave_out_what_every_file_has() -> None:
    assert names_of(split_tokens("def test(self): return parse_date(len(x))")) == {
        "parse_date",
        "x",
    }


def test_literals_leave_out_what_is_found_by_chance() -> None:
    assert literals_of(split_tokens("f('wide', 'a', 12, 3)")) == {"wide", "12"}


@pytest.mark.parametrize("name", ["parse_date", "parseDate", "ParseDATE", "__parse__date"])
def test_subwords_in_any_spelling(name: str) -> None:
    assert subwords_of([name]) == {"parse", "date"}
