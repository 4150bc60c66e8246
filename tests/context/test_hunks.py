from __future__ import annotations

import pytest

from patchcritic.context.hunks import count_changes, find_changed_lines, show_hunks
from patchcritic.diff import parse_patch

HEAD = "diff --git a/f.txt b/f.txt\n--- a/f.txt\n+++ b/f.txt\n"


@pytest.mark.parametrize(
    ("hunk", "added", "removed", "cuts", "insertions"),
    [
        ("@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n", {2}, {2}, (), ()),
        ("@@ -1,3 +1,2 @@\n a\n-b\n c\n", set(), {2}, (2,), ()),
        ("@@ -1,2 +1,3 @@\n a\n+b\n c\n", {2}, set(), (), (2,)),
        ("@@ -3,0 +4,2 @@\n+x\n+y\n", {4, 5}, set(), (), (4,)),
        ("@@ -3,2 +2,0 @@\n-x\n-y\n", set(), {3, 4}, (3,), ()),
        ("@@ -1 +1 @@\n-x\n+y\n", {1}, {1}, (), ()),
        ("@@ -1,4 +1,4 @@\n-a\n+A\n b\n c\n-d\n+D\n", {1, 4}, {1, 4}, (), ()),
    ],
)
def test_changed_lines(
    hunk: str,
    added: set[int],
    removed: set[int],
    cuts: tuple[int, ...],
    insertions: tuple[int, ...],
) -> None:
    (file,) = parse_patch(HEAD + hunk).files
    found = find_changed_lines(file)
    assert (set(found.added), set(found.removed)) == (added, removed)
    assert (found.cut_points, found.insertion_points) == (cuts, insertions)


TWO_HUNKS = HEAD + "@@ -4,2 +4,2 @@\n-4\n+four\n 5\n@@ -8,2 +8,2 @@\n 8\n-9\n+nine\n"
LINES = ["1", "2", "3", "four", "5", "6", "7", "8", "nine", "10", "11", "12", "13", "14"]


def test_hunks_as_they_are() -> None:
    (file,) = parse_patch(TWO_HUNKS).files
    assert show_hunks(file) == "# modified\n@@ 4 @@\n-4\n+four\n 5\n@@ 8 @@\n 8\n-9\n+nine"
    assert count_changes(file) == "+2 -2"


def test_widened_hunks_show_no_line_twice() -> None:
    (file,) = parse_patch(TWO_HUNKS).files
    shown = show_hunks(file, LINES, n_context=5).splitlines()
    assert shown[1:8] == ["@@ 2 @@", " 2", " 3", "-4", "+four", " 5", " 6"]
    for number in ("6", "7", "10"):
        assert shown.count(f" {number}") == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "diff --git a/a b/b\nsimilarity index 100%\nrename from a\nrename to b\n",
            "# renamed from a",
        ),
        (
            "diff --git a/a b/a\nold mode 100644\nnew mode 100755\n",
            "# mode changed mode 100644 -> 100755",
        ),
        (
            (
                "diff --git a/i.png b/i.png\nindex 1..2 100644\n"
                "Binary files a/i.png and b/i.png differ\n"
            ),
            "(binary)",
        ),
    ],
)
def test_changes_without_lines_are_told(text: str, words: str) -> None:
    (file,) = parse_patch(text).files
    assert words in show_hunks(file)
