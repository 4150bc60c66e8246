"""Parts of diffs still apply, and do what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.bench.mine.difftext import (
    count_hunks,
    cut_files,
    drop_hunk,
    make_part,
    replace_part,
)
from patchcritic.diff import parse_patch

OLD = "".join(f"line {number}\n" for number in range(1, 41))
NEW = (
    OLD.replace("line 3\n", "line 3\nmore\nmore\n")
    .replace("line 20\n", "")
    .replace("e 38\n", "x\n")
)


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, NEW.replace("more\nmore\n", "")),
        (1, NEW.replace("line 21\n", "line 20\nline 21\n")),
        (2, NEW.replace("linx\n", "line 38\n")),
    ],
)
def test_a_hunk_left_out(
    tmp_path: Path, git: Callable[..., str], place: int, expected: str
) -> None:
    part = make_part("a.txt", OLD, NEW)
    assert count_hunks(part) == 3
    (tmp_path / "a.txt").write_text(OLD, encoding="utf-8")
    (tmp_path / "p.diff").write_text(drop_hunk(part, place), encoding="utf-8")
    git(tmp_path, "init", "-q")
    assert "Hunk" not in git(tmp_path, "apply", "--verbose", "p.diff")
    assert (tmp_path / "a.txt").read_text(encoding="utf-8") == expected


def test_the_only_hunk_leaves_nothing() -> None:
    assert drop_hunk(make_part("a.txt", "a\n", "b\n"), 0) == ""


LINES = st.lists(st.sampled_from(["a", "b", "é", "\x0c", "x\r", "", "@@ -1 +1 @@"]), max_size=3)


@given(old=LINES, new=LINES, old_ends=st.booleans(), new_ends=st.booleans())
def test_what_a_part_says(old: list[str], new: list[str], old_ends: bool, new_ends: bool) -> None:
    before = "\n".join(old) + ("\n" if old and old_ends else "")
    after = "\n".join(new) + ("\n" if new and new_ends else "")
    part = make_part("d/a.py", before, after)
    if before == after:
        assert part == ""
        return
    (file,) = parse_patch(part).files
    assert file.path == "d/a.py"
    kept = [line.text for hunk in file.hunks for line in hunk.lines if line.tag != "-"]
    assert len(kept) == len(after.split("\n")) - (after.endswith("\n") or not after)


def test_a_new_file() -> None:
    (file,) = parse_patch(make_part("a.py", None, "x = 1")).files
    assert (file.old_path, file.change.value) == (None, "added")


def test_cutting_and_replacing() -> None:
    one, two = make_part("a", "1\n", "2\n"), make_part("b", "1\n", "2\n")
    assert cut_files(one + two) == [one, two]
    assert cut_files("") == []
    assert replace_part([one, two], 0, "") == two
    assert replace_part([one], None, two) == one + two
