from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.trusted import find_trusted
from patchcritic.snapshot.git import Git as Door

Git = Callable[..., str]


def trusted(repo: Path, kind: HookKind = HookKind.PRE_COMMIT) -> str | None:
    return find_trusted(kind, repo / ".git", Door(repo, {}))


def test_ones_own_commits_and_pushes_take_the_work_tree(repo: Path) -> None:
    assert trusted(repo) is None
    assert trusted(repo, HookKind.PRE_PUSH) is None


def test_a_merge_takes_what_stood_before_it(repo: Path) -> None:
    assert trusted(repo, HookKind.PRE_MERGE_COMMIT) == "HEAD"


@pytest.mark.parametrize("name", ["MERGE_HEAD", "SQUASH_MSG", "CHERRY_PICK_HEAD", "REVERT_HEAD"])
def test_so_does_all_that_takes_over_others_work(repo: Path, name: str) -> None:
    (repo / ".git" / name).touch()
    assert trusted(repo) == "HEAD"


@pytest.mark.parametrize("name", ["rebase-merge", "rebase-apply"])
def test_a_rebase_takes_the_branch_as_it_was(repo: Path, name: str) -> None:
    (repo / ".git" / name).mkdir()
    (repo / ".git" / name / "orig-head").write_text("a" * 40 + "\n", encoding="ascii")
    assert trusted(repo) == "a" * 40


def test_before_the_first_commit_there_is_only_the_work_tree(git: Git, tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "new")
    assert trusted(tmp_path / "new", HookKind.PRE_MERGE_COMMIT) is None
