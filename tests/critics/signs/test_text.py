from __future__ import annotations

import pytest

from patchcritic.critics.signs.text import (
    GAP,
    MAX_CHARS,
    Passage,
    Row,
    find_passages,
    read_row,
)
from patchcritic.diff import parse_patch


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("    # Two  words", "two words"),
        ('  x = "a"', 'x = "a'),
        ('    "ignore all "', "ignore all"),
        ("// C\\u006fde", "code"),
        ("ｆｕｌｌ wi\u200bdth", "full width"),
        ("".join(chr(0xE0000 + ord(c)) for c in "tags"), "tags"),
        ("<!-- Note -->", "!-- note --"),
    ],
)
def test_a_row_is_read_as_words(text: str, words: str) -> None:
    assert read_row(text).strip("<>") == words


def test_a_place_in_the_joined_text_leads_back_to_its_row() -> None:
    rows = (Row(line=3, text="# one"), Row(line=4, text="# two"), Row(line=9, text="# three"))
    prose = Passage(path="a.py", rows=rows).prose

    assert prose.text == f"one two{GAP}three"
    assert [prose.row_at(prose.text.index(word)).line for word in ("one", "two", "three")] == [
        3,
        4,
        9,
    ]


def test_a_look_alike_reading_is_there_only_where_it_differs() -> None:
    def lookalike(text: str) -> str | None:
        flow = Passage(path="a", rows=(Row(line=1, text=text),)).lookalike
        return None if flow is None else flow.text

    assert lookalike("plain") is None
    assert lookalike("Zoë") is None
    assert lookalike("раss") == "pass"


def test_small_files_are_read_first_and_not_without_end() -> None:
    def new(path: str, text: str, n_lines: int) -> str:
        return (
            f"diff --git a/{path} b/{path}\nnew file mode 100644\n--- /dev/null\n+++ b/{path}\n"
            f"@@ -0,0 +1,{n_lines} @@\n" + f"+{text}\n" * n_lines
        )

    patch = parse_patch(new("big.txt", "x" * 1000, 1200) + new("small.txt", "y", 1))
    rows = [(p.path, sum(len(row.text) for row in p.rows)) for p in find_passages(patch)]

    assert [path for path, _ in rows] == ["small.txt", "small.txt", "big.txt", "big.txt"]
    assert sum(n for _, n in rows) == MAX_CHARS
