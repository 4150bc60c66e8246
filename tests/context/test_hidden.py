from __future__ import annotations

import pytest

from patchcritic.context.hidden import note_hidden, note_long_lines
from patchcritic.context.piece import Piece, Role
from patchcritic.diff import parse_patch
from patchcritic.domain import PatchedFile

DIFF = """\
diff --git a/m.py b/m.py
--- a/m.py
+++ b/m.py
@@ -1,3 +1,3 @@
 def f():
-    # one remark
+    # another remark
     return 1
@@ -20,2 +20,2 @@
-x = 1
+x = 2
 y = 1
"""


@pytest.fixture
def file() -> PatchedFile:
    return parse_patch(DIFF).files[0]


def piece(role: Role, *lines: int) -> Piece:
    return Piece(role=role, path="m.py", keep=frozenset(lines))


def test_what_the_pieces_lack_is_named_by_hunk_and_side(file: PatchedFile) -> None:
    found = note_hidden(file, [piece("changed-after", 2), piece("changed-before", 20)])
    assert [(one.title, one.reason) for one in found] == [
        ("m.py:1", "removed comments, docstrings or blank lines"),
        ("m.py:20", "changed lines of a large literal"),
    ]
    assert all(one.n_tokens > 0 for one in found)


def test_nothing_is_hidden_where_all_is_shown(file: PatchedFile) -> None:
    shown = [piece("changed-after", 2, 20), piece("changed-before", 2, 20)]
    assert note_hidden(file, shown) == ()
    assert note_long_lines(file) == ()


def test_the_end_of_a_long_line_is_on_record() -> None:
    file = parse_patch(DIFF.replace("x = 2", "x = " + "22 " * 200)).files[0]
    (found,) = note_long_lines(file)
    assert (found.title, found.reason) == ("m.py:20", "ends of long lines")
    assert found.n_tokens > 50
