from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from patchcritic.context.changes import show_changed_code
from patchcritic.context.piece import render_piece

MakeCase = Callable[[Mapping[str, str], Mapping[str, str]], Any]
BASE = '''
    import os

    LIMIT = 3

    class Store:
        """A store."""

        size = 1

        def load(self, key):
            """Load it.

            In full.
            """
            # first comment
            value = self.find(key)
            a = 1
            b = 2
            c = 3
            d = 4
            e = 5
            f = 6
            if value is None:
                raise KeyError(key)
            return value

        def find(self, key):
            return None


    def top():
        return 1
'''


def shown(make_case: MakeCase, old: str, new: str, base: str = BASE) -> dict[str, str]:
    case = make_case({"m.py": base}, {"m.py": base.replace(old, new)})
    pieces = show_changed_code(case.base, case.patched, case.patch.files[0])
    trees = {"changed-before": case.base, "changed-after": case.patched}
    return {p.role: render_piece(trees[p.role], p).text for p in pieces}


def test_a_changed_function_stands_whole_after_and_short_before(make_case: MakeCase) -> None:
    found = shown(make_case, "raise KeyError(key)", "return 0")
    assert found["changed-after"].startswith("5|class Store:\n...\n10|    def load(self, key):\n")
    assert "# ... 2 lines elided" in found["changed-after"]
    assert "|            return 0" in found["changed-after"]
    assert "find(self, key):" not in found["changed-after"]
    assert "raise KeyError(key)" in found["changed-before"]
    assert "lines unchanged" in found["changed-before"]
    assert "c = 3" not in found["changed-before"]


def test_a_small_function_stands_whole_before_too(make_case: MakeCase) -> None:
    found = shown(make_case, "return 1", "return 2")
    assert found["changed-before"] == "31|def top():\n|    return 1"


def test_a_new_function_has_no_before_of_its_own(make_case: MakeCase) -> None:
    found = shown(make_case, "return 1\n", "return 1\n\n\n    def more():\n        return 2\n")
    assert "def more" in found["changed-after"]
    assert "def more" not in found.get("changed-before", "")


def test_a_deleted_function_is_shown_before(make_case: MakeCase) -> None:
    found = shown(make_case, "        def find(self, key):\n            return None\n", "")
    assert "def find" in found["changed-before"]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("LIMIT = 3", "LIMIT = 4", "LIMIT = 4"),
        ("size = 1", "size = 2", "|    size = 2"),
        ("import os", "import sys", "1|import sys"),
    ],
)
def test_changes_outside_functions_come_with_their_surroundings(
    make_case: MakeCase, old: str, new: str, line: str
) -> None:
    found = shown(make_case, old, new)
    assert line in found["changed-after"]
    assert old in found["changed-before"]
    assert "def load" not in found["changed-after"]


@pytest.mark.parametrize("old", ["# first comment", "In full."])
def test_comments_and_docstrings_alone_show_no_function(make_case: MakeCase, old: str) -> None:
    found = shown(make_case, old, "# other words")
    assert "other words" in found["changed-after"]
    assert "def load" not in found["changed-after"]
    assert "changed-before" not in found


def test_an_added_file_is_shown_whole(make_case: MakeCase) -> None:
    case = make_case({"a.py": "x = 1\n"}, {"n.py": "y = 1\n\n\ndef f():\n    return y\n"})
    (piece,) = show_changed_code(case.base, case.patched, case.patch.files[0])
    text = render_piece(case.patched, piece).text
    assert "1|y = 1" in text
    assert "|def f():" in text


def test_removed_lines_between_functions_keep_both_sides_short(make_case: MakeCase) -> None:
    found = shown(make_case, "LIMIT = 3\n", "")
    assert "LIMIT = 3" in found["changed-before"]
    assert "def load" not in found["changed-after"]


def test_a_large_changed_literal_is_elided(make_case: MakeCase) -> None:
    old = (
        "DATA = [\n" + "".join(f"    {n},\n" for n in range(80)) + "]\n\n\ndef f():\n    return [\n"
    )
    old += "".join(f"        {n},\n" for n in range(80)) + "    ]\n"
    new = old.replace("        1", "        2").replace("        3", "        4")
    case = make_case({"m.py": old}, {"m.py": new})
    pieces = show_changed_code(case.base, case.patched, case.patch.files[0])
    after = next(piece for piece in pieces if piece.role == "changed-after")
    assert len(after.keep) < 60


def test_what_is_no_python_gives_nothing(make_case: MakeCase) -> None:
    case = make_case({"m.py": "def broken(:\n"}, {"m.py": "def broken(::\n"})
    assert show_changed_code(case.base, case.patched, case.patch.files[0]) == ()
