from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from patchcritic.context.piece import Piece, render_piece
from patchcritic.context.testpatch import TestPatch
from patchcritic.domain import Change, PatchedFile

MakeCase = Callable[[Mapping[str, str], Mapping[str, str]], Any]
OLD = """
    LIMIT = 1

    def helper():
        return LIMIT

    def other():
        return 2
"""


@pytest.fixture
def case(make_case: MakeCase) -> Any:
    return make_case(
        {"t/helpers.py": OLD}, {"t/helpers.py": OLD.replace("return LIMIT", "return 3")}
    )


def piece(name: str, *lines: int) -> Piece:
    return Piece(
        role="called", path="t/helpers.py", keep=frozenset(lines), node=("t/helpers.py", name)
    )


def test_a_changed_helper_is_shown_as_it_was(case: Any) -> None:
    patch = TestPatch(case.base, case.patch.files)
    (old,) = patch.show_before([piece("helper", 3, 4), piece("other", 6, 7)])
    assert "return LIMIT" in render_piece(case.base, old).text
    assert old.role == "changed-before"
    assert patch.note_hidden([piece("helper", 3, 4), old]) == ()


def test_a_new_helper_was_nothing_before(case: Any) -> None:
    assert TestPatch(case.base, case.patch.files).show_before([piece("fresh", 4)]) == []


@pytest.mark.parametrize("shown", [[], [piece("other", 6, 7)], [piece("helper", 3, 4)]])
def test_what_is_not_shown_is_on_record(case: Any, shown: list[Piece]) -> None:
    (found,) = TestPatch(case.base, case.patch.files).note_hidden(shown)
    assert found.title == "t/helpers.py:1"
    assert found.n_tokens > 0


def test_a_file_without_hunks_is_named(case: Any) -> None:
    file = PatchedFile(path="t/b.bin", old_path="t/a.bin", change=Change.RENAMED, is_test=True)
    (found,) = TestPatch(case.base, [file]).note_hidden([])
    assert (found.title, found.n_tokens) == ("t/b.bin", 0)
