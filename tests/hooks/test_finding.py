from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.hooks import HookChange, HookKind, NoRange
from patchcritic.hooks.finding import (
    find_given,
    find_index,
    find_pushed,
    find_repo,
    find_staged,
)
from patchcritic.snapshot import Workspace
from patchcritic.snapshot.git import Git as Door

Git = Callable[..., str]
Commit = Callable[[Path, str], str]


class TestTheRepository:
    def test_is_the_one_the_hook_was_started_in(self, repo: Path, git: Git) -> None:
        assert find_repo(repo, {}) == repo
        assert find_repo(repo, {"GIT_DIR": ".git"}) == repo
        git(repo, "worktree", "add", "-q", "../other")
        other = repo.parent / "other"
        git_dir = git(other, "rev-parse", "--absolute-git-dir")
        assert find_repo(other, {"GIT_DIR": git_dir}) == other

    def test_may_lie_apart(self, repo: Path, tmp_path: Path) -> None:
        (repo / ".git").rename(tmp_path / "apart.git")
        environment = {"GIT_DIR": str(tmp_path / "apart.git")}
        assert find_repo(repo, environment) == tmp_path / "apart.git"

    def test_may_be_another_than_the_one_around_it(
        self, repo: Path, git: Git, tmp_path: Path
    ) -> None:
        git(tmp_path, "init", "-q", "--bare", "apart.git")
        environment = {"GIT_DIR": str(tmp_path / "apart.git")}
        assert find_repo(repo, environment) == tmp_path / "apart.git"


@pytest.mark.parametrize(
    ("value", "expected"), [(None, None), ("", None), (".git/i", "/w/.git/i"), ("/x/i", "/x/i")]
)
def test_the_index(value: str | None, expected: str | None) -> None:
    environment = {} if value is None else {"GIT_INDEX_FILE": value}
    found = find_index(Path("/w"), environment)
    assert (found and str(found)) == expected


def test_what_is_staged(repo: Path, git: Git) -> None:
    merged = {"GITHEAD_" + "a" * 40: "feature"}
    with Workspace.open(repo) as workspace:
        assert find_staged(workspace, HookKind.PRE_COMMIT, {}) == []
    (repo / "a.py").touch()
    git(repo, "add", "a.py")
    with Workspace.open(repo) as workspace:
        titles = [
            change.title
            for kind, environment in (
                (HookKind.PRE_COMMIT, {}),
                (HookKind.PRE_MERGE_COMMIT, {}),
                (HookKind.PRE_MERGE_COMMIT, merged),
            )
            for change in find_staged(workspace, kind, environment)
        ]
    assert titles == ["commit", "merge", "merge of feature"]


class TestTheFrameworksWords:
    """pre-commit reads standard input itself and sets variables."""

    @pytest.fixture
    def ends(self, repo: Path, git: Git, commit: Commit) -> tuple[str, str]:
        old = git(repo, "rev-parse", "HEAD")
        return old, commit(repo, "second")

    def test_a_push(self, repo: Path, ends: tuple[str, str]) -> None:
        environment = {
            "PRE_COMMIT_REMOTE_NAME": "origin",
            "PRE_COMMIT_FROM_REF": ends[0],
            "PRE_COMMIT_TO_REF": ends[1],
            "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main",
            "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/next",
        }
        (found,) = find_pushed(Door(repo, {}), (), environment, "")
        assert isinstance(found, HookChange)
        assert found.title == "main -> origin/next"
        assert (found.old, found.new) == ends

    def test_a_first_push_has_no_range(self, repo: Path, ends: tuple[str, str]) -> None:
        environment = {
            "PRE_COMMIT_REMOTE_NAME": "origin",
            "PRE_COMMIT_LOCAL_BRANCH": "refs/heads/main",
            "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/main",
        }
        (found,) = find_pushed(Door(repo, {}), (), environment, "")
        assert isinstance(found, NoRange)
        assert not found.is_settled

    def test_a_range_by_hand(self, repo: Path, ends: tuple[str, str]) -> None:
        environment = {"PRE_COMMIT_FROM_REF": "HEAD~1", "PRE_COMMIT_TO_REF": "HEAD"}
        (found,) = find_given(Door(repo, {}), environment)
        assert isinstance(found, HookChange)
        assert (found.title, found.old, found.new) == (
            "HEAD~1..HEAD", ends[0], "HEAD",
        )  # fmt: skip
