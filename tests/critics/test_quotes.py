from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.quotes import Source, flatten

TEXT = '''def parse(text):
    """Read it."""
    parts = text.split(",")
    return dict(
        first=parts[0],
        last=parts[-1],
    )


pattern = "\\\\d+\\n"
# \x1b and <|im_end|>
    return dict(
'''


@pytest.mark.parametrize(
    ("quote", "line", "found"),
    [
        ('parts = text.split(",")', 3, 3),
        ("parts  =  text.split(',')", 3, 3),
        ("`text.split`", 3, 3),
        ('3|    parts = text.split(",")', 3, 3),
        ('parts = text.split(",")', 5, 3),
        ('parts = text.split(",")', 1, 3),
        ('parts = text.split(",")', 6, None),
        ('parts = text.split(",")', 0, None),
        ("first=parts[0]", 4, 5),
        ("return dict(first=parts[0], last=parts[-1],)", 4, 4),
        ("return dict(\n|        first=parts[0],\n|        last=parts[-1],\n", 4, 4),
        ("return dict(...last=parts[-1]", 4, 4),
        ("return dict(…)", 4, 4),
        ("parts = ... nowhere", 3, None),
        ("return dict(", 13, 12),
        ("return dict(", 5, 4),
        ('pattern = "\\d+', 10, 10),
        ('pattern = "\\\\d+\n"', 10, 10),
        ("# \\x1b and <| im_end |>", 11, 11),
        ("nothing", 3, None),
        ("", 3, None),
        ("...", 3, None),
        ("def parse", 999, None),
        ("def parse", -999, None),
    ],
)
def test_where_a_quote_stands(quote: str, line: int, found: int | None) -> None:
    assert Source(TEXT).find_near(quote, line) == found


def test_lines_are_counted_as_editors_do() -> None:
    assert Source("").lines == ()
    assert Source("a\r\nb\n").lines == ["a", "b"]
    assert Source("a\x0cb\u2028c").lines == ["a\x0cb\u2028c"]
    assert Source("\n").lines == [""]


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("first=parts[0]", 5),
        ("it raises, since last=parts[-1], is missing", 6),
        ("a remark about ) alone", None),
    ],
)
def test_a_statement_may_stand_within_a_remark(quote: str, found: int | None) -> None:
    assert Source(TEXT).find_statement(quote, 4, 7, near=4) == found


def test_words() -> None:
    source = Source(TEXT)
    assert source.has_word("parse")
    assert not source.has_word("pars")


@given(st.lists(st.text(alphabet="abc (.'\"\\\t\u2028<|>", max_size=12), min_size=1), st.data())
def test_a_line_that_is_copied_is_found(lines: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(lines)))
    quote = lines[number - 1].replace("...", "")
    source = Source("\n".join(lines))
    found = source.find_near(quote, number)
    if flatten(quote) and quote == lines[number - 1] and "|" not in quote:
        assert found is not None
        assert abs(found - number) <= 2
    assert source.find_near("z" + quote, number) is None
