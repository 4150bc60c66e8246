from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.domain import Patch
from patchcritic.errors import PatchNotReadable, RepositoryProblem
from patchcritic.pipeline import ChangeUnderTest
from patchcritic.pipeline.change import build_trees
from patchcritic.snapshot import Workspace
from tests.pipeline.conftest import FILES, git


def commit_area(repo: Path) -> None:
    text = FILES["shapes.py"].replace("w * h", "w + h")
    (repo / "shapes.py").write_text(text, encoding="utf-8")
    git(repo, "commit", "-qam", "two")


def by_range(repo: Path, _patch: Patch) -> ChangeUnderTest:
    commit_area(repo)
    return ChangeUnderTest(revisions="HEAD~1..HEAD")


def by_base(repo: Path, _patch: Patch) -> ChangeUnderTest:
    git(repo, "checkout", "-qb", "topic")
    commit_area(repo)
    git(repo, "checkout", "-q", "main")
    (repo / "other.py").write_text("x = 1\n", encoding="utf-8")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "elsewhere")
    git(repo, "checkout", "-q", "topic")
    return ChangeUnderTest(old="main", new="HEAD", from_merge_base=True)


def by_index(repo: Path, _patch: Patch) -> ChangeUnderTest:
    text = FILES["shapes.py"].replace("w * h", "w + h")
    (repo / "shapes.py").write_text(text, encoding="utf-8")
    git(repo, "add", "shapes.py")
    (repo / "shapes.py").write_text("not staged", encoding="utf-8")
    return ChangeUnderTest(is_staged=True)


def by_patch(_repo: Path, patch: Patch) -> ChangeUnderTest:
    return ChangeUnderTest(patch=patch)


@pytest.mark.parametrize("make", [by_range, by_base, by_index, by_patch])
def test_every_way_to_name_a_change_leads_to_the_same_trees(
    make: Callable[[Path, Patch], ChangeUnderTest], repo: Path, area_patch: Patch
) -> None:
    change = make(repo, area_patch)
    with Workspace.open(repo) as workspace:
        old, new = build_trees(workspace, change)
        before, after = workspace.snapshot(old), workspace.snapshot(new)

        assert before.read("shapes.py") == FILES["shapes.py"]
        assert after.read("shapes.py") == FILES["shapes.py"].replace("w * h", "w + h")
        assert before.paths() == after.paths() == ("shapes.py", "tests/test_shapes.py")


@pytest.mark.parametrize(
    ("change", "error", "says"),
    [
        (ChangeUnderTest(is_staged=True), PatchNotReadable, "nothing is staged"),
        (ChangeUnderTest(revisions="HEAD..HEAD"), PatchNotReadable, "the change is empty"),
        (ChangeUnderTest(revisions="HEAD..nowhere"), RepositoryProblem, "nowhere"),
        (ChangeUnderTest(old="nowhere"), RepositoryProblem, "nowhere"),
    ],
)
def test_a_change_that_cannot_be_judged(
    change: ChangeUnderTest, error: type[Exception], says: str, repo: Path
) -> None:
    with Workspace.open(repo) as workspace, pytest.raises(error, match=says):
        build_trees(workspace, change)
