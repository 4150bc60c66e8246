from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from patchcritic.cli.inputs import read_change, read_wanted
from patchcritic.errors import UsageProblem

DIFF = "--- a/a.py\n+++ b/a.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n"


@pytest.fixture
def diff_file(tmp_path: Path) -> Path:
    path = tmp_path / "change.patch"
    path.write_text(DIFF, encoding="utf-8")
    return path


def test_a_file_applies_to_head_or_to_the_base_named(diff_file: Path) -> None:
    plain = read_change(str(diff_file), staged=False, base=None, test_patch=None)
    on_base = read_change(str(diff_file), staged=False, base="v1", test_patch=diff_file)

    assert (plain.old, plain.patch and plain.patch.files[0].path) == ("HEAD", "a.py")
    assert on_base.old == "v1"
    assert on_base.test_patch is not None


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DIFF.encode())))

    change = read_change("-", staged=False, base=None, test_patch=None)

    assert change.patch is not None
    assert change.patch.files[0].path == "a.py"


def test_a_range_a_base_and_the_index() -> None:
    by_range = read_change("main..topic", staged=False, base=None, test_patch=None)
    by_base = read_change(None, staged=False, base="main", test_patch=None)
    by_index = read_change(None, staged=True, base=None, test_patch=None)

    assert by_range.revisions == "main..topic"
    assert (by_base.old, by_base.new, by_base.from_merge_base) == ("main", "HEAD", True)
    assert by_index.is_staged


def test_a_test_patch_alone_is_a_change(diff_file: Path) -> None:
    change = read_change(None, staged=False, base=None, test_patch=diff_file)

    assert change.patch is None
    assert change.test_patch is not None


@pytest.mark.parametrize(
    ("diff", "staged", "base", "says"),
    [
        (None, False, None, "no change to judge"),
        ("HEAD~1", False, None, r"write --diff HEAD~1\.\.HEAD or --base HEAD~1"),
        ("gone.patch", False, None, r"gone\.patch: there is no such file"),
        ("a..b", True, None, "--staged cannot be joined"),
        (None, True, "main", "--staged cannot be joined"),
        ("a..b", False, "main", "--base cannot be joined"),
    ],
)
def test_none_or_several_changes_are_refused(
    diff: str | None, staged: bool, base: str | None, says: str
) -> None:
    with pytest.raises(UsageProblem, match=says):
        read_change(diff, staged=staged, base=base, test_patch=None)


def test_wanted_tests_from_options_and_files(tmp_path: Path) -> None:
    listed = tmp_path / "ids.txt"
    listed.write_text("a.py::x[1 2]\n\n b.py::y \n", encoding="utf-8")

    assert read_wanted(["c.py", f"@{listed}", "c.py"], option="--tests") == (
        "c.py",
        "a.py::x[1 2]",
        "b.py::y",
    )
    assert read_wanted(None, option="--tests") == ()


def test_an_unreadable_list_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"--tests @.*none\.txt cannot be read"):
        read_wanted([f"@{tmp_path}/none.txt"], option="--tests")
