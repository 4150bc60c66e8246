from __future__ import annotations

import pytest

from patchcritic.context.excerpt import show_lines

LINES = [f"line {number}" for number in range(1, 31)]


@pytest.mark.parametrize(
    ("keep", "elided", "shown"),
    [
        ([1, 2], [], "1|line 1\n|line 2"),
        ([4, 5, 6], [], "4|line 4\n5|line 5\n|line 6"),
        ([1, 9], [], "1|line 1\n...\n9|line 9"),
        ([1, 9], range(2, 9), "1|line 1\n# ... 7 lines elided\n9|line 9"),
        ([0, 30, 31], [], "30|line 30"),
        ([], [], ""),
    ],
)
def test_numbers_stand_at_gaps_and_at_every_fifth_line(
    keep: list[int], elided: list[int], shown: str
) -> None:
    assert show_lines(LINES, keep, elided=frozenset(elided)) == shown


def test_a_gap_says_why() -> None:
    shown = show_lines(LINES, [1, 4], elided=frozenset({2, 3}), omits="unchanged")
    assert shown == "1|line 1\n# ... 2 lines unchanged\n4|line 4"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("x = 1  # type: ignore[assignment]", "x = 1"),
        ("x = 1  # noqa: E501", "x = 1"),
        ("x = 1  # keep me", "x = 1  # keep me"),
        ("x = '  # noqa'", "x = '  # noqa'"),
        ("y" * 450, "y" * 400 + " # ... 50 characters elided"),
    ],
)
def test_words_for_tools_and_long_tails_go(line: str, shown: str) -> None:
    assert show_lines([line], [1], elided=frozenset()) == f"1|{shown}"
