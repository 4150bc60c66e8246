"""The rows of a run: kept, refused when they are of another, asked again when incomplete."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.bench.inject import InjectRow, InjectStore
from patchcritic.bench.inject.store import read_inject_rows
from patchcritic.errors import UsageProblem

Row = Callable[..., InjectRow]


def _open(folder: Path, *, seed: str = "0", critic: str = "x") -> InjectStore:
    return InjectStore(folder, {"seed": seed}, {"one": critic})


def test_rows_are_there_at_once_and_once(tmp_path: Path, make_row: Row) -> None:
    store = _open(tmp_path / "deep" / "out")
    row = make_row("one", [3], [4], jaccard=1.0)
    store.add([row])
    assert [(one.faults, one.flagged) for one in read_inject_rows(store.path)] == [
        (row.faults, row.flagged)
    ]
    store.add([row])
    store.close()
    again = _open(tmp_path / "deep" / "out")
    again.close()
    assert list(again.rows) == [("acme__tinycalc-1", "inject-01", "one")]
    assert store.path.read_text(encoding="utf-8").count("\n") == 1


def test_what_has_no_answer_is_asked_about_again(tmp_path: Path, make_row: Row) -> None:
    store = _open(tmp_path)
    store.add([make_row("one", [3], n_unanswered=1), make_row("one", [3], case="inject-02")])
    assert len(store.rows) == 2
    store.close()
    again = _open(tmp_path)
    again.close()
    assert [case for _, case, _ in again.rows] == ["inject-02"]


def test_half_a_line_is_forgotten(tmp_path: Path, make_row: Row) -> None:
    store = _open(tmp_path)
    store.add([make_row("one", [3])])
    store.close()
    with store.path.open("a", encoding="utf-8") as file:
        file.write('{"instance_id": "ac')
    _open(tmp_path).close()
    assert len(list(read_inject_rows(store.path))) == 1


@pytest.mark.parametrize(
    ("changes", "reason"), [({"seed": "1"}, "another dataset, seed"), ({"critic": "y"}, "one as")]
)
def test_rows_of_another_run_are_refused(
    tmp_path: Path, make_row: Row, changes: dict[str, str], reason: str
) -> None:
    store = _open(tmp_path)
    store.add([make_row("one", [3])])
    store.close()
    with pytest.raises(UsageProblem, match=reason):
        _open(tmp_path, **changes)


def test_an_arm_more_is_no_other_run(tmp_path: Path, make_row: Row) -> None:
    store = _open(tmp_path)
    store.add([make_row("one", [3])])
    store.close()
    other = InjectStore(tmp_path, {"seed": "0"}, {"two": "z"})
    other.close()
    assert len(other.rows) == 1


@pytest.mark.parametrize("text", ["no json\n", "[]\n", '{"arm": "one"}\n'])
def test_what_is_no_row(tmp_path: Path, text: str) -> None:
    (tmp_path / "inject.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(UsageProblem, match=r"inject\.jsonl:1 is no row"):
        _open(tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageProblem, match="cannot be written"):
        _open(tmp_path / "out")
