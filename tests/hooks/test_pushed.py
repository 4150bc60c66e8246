from __future__ import annotations

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.hooks.pushed import read_pushed

A, B, Z = "a" * 40, "b" * 40, "0" * 40
A256, Z256 = "a" * 64, "0" * 64


@pytest.mark.parametrize(
    ("line", "title", "is_new", "is_deletion"),
    [
        (f"refs/heads/f {A} refs/heads/f {B}", "f -> origin/f", False, False),
        (f"refs/heads/f {A} refs/heads/g/h {Z}", "f -> origin/g/h", True, False),
        (f"refs/tags/v1 {A} refs/tags/v1 {Z}", "tags/v1 -> origin/tags/v1", True, False),
        (f"(delete) {Z} refs/heads/f {B}", "(delete) -> origin/f", False, True),
        (f"HEAD {A} refs/heads/f {B}", "HEAD -> origin/f", False, False),
        (f":/fix it {A} refs/heads/f {B}", ":/fix it -> origin/f", False, False),
        (f"refs/heads/f {A256} refs/heads/f {Z256}", "f -> origin/f", True, False),
    ],
)
def test_a_line(line: str, title: str, is_new: bool, is_deletion: bool) -> None:
    (ref,) = read_pushed(line + "\n")
    assert ref.describe("origin") == title
    assert (ref.is_new, ref.is_deletion) == (is_new, is_deletion)


def test_several_lines_and_none() -> None:
    assert read_pushed("") == ()
    assert len(read_pushed(f"a {A} b {B}\nc {A} d {Z}\n")) == 2


@pytest.mark.parametrize("line", ["x", "a b c d", f"a {A} b", f"a {A} b nothex", " "])
def test_what_git_never_says(line: str) -> None:
    with pytest.raises(UsageProblem, match="is not what git tells a pre-push hook"):
        read_pushed(line)
