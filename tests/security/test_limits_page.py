"""The page on security names the limits that the code has."""

from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.cli.inputs import MAX_LIST_CHARS
from patchcritic.config.places import MAX_BYTES
from patchcritic.context.hunks import MAX_WIDTH
from patchcritic.critics.batch.importing import MAX_LINE
from patchcritic.critics.explore.search import MAX_READ_BYTES
from patchcritic.critics.explore.tools import MAX_CHARACTERS
from patchcritic.critics.json_text import MAX_CHARS
from patchcritic.diff import MAX_DIFF_BYTES, MAX_DIFF_FILES
from patchcritic.discovery.cases import N_CASES
from patchcritic.snapshot import MAX_TEXT_BYTES
from patchcritic.snapshot.workspace import MAX_FILES
from patchcritic.symbols.source import MAX_SOURCE_CHARS

PAGE = Path(__file__).parents[2] / "docs" / "security.md"


@pytest.mark.parametrize(
    ("row", "limits"),
    [
        ("a diff", (MAX_DIFF_BYTES, MAX_DIFF_FILES)),
        ("files of a tree", (MAX_FILES,)),
        ("one file", (MAX_TEXT_BYTES,)),
        ("one Python source", (MAX_SOURCE_CHARS,)),
        ("`pyproject.toml`", (MAX_BYTES,)),
        ("a file of test ids", (MAX_LIST_CHARS,)),
        ("a line that is shown", (MAX_WIDTH,)),
        ("a model's answer", (MAX_CHARS,)),
        ("one look-up", (MAX_CHARACTERS, MAX_READ_BYTES)),
        ("a line of a batch file", (MAX_LINE,)),
        ("parameter sets of one test", (N_CASES,)),
    ],
)
def test_a_row_says_what_the_code_holds_to(row: str, limits: tuple[int, ...]) -> None:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    (said,) = (line for line in lines if line.startswith(f"| {row} |"))
    assert all(f"{limit:,} " in said for limit in limits)
