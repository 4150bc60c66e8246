from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.errors import RepositoryProblem, UsageProblem
from patchcritic.hooks.folder import find_hooks_folder

Git = Callable[..., str]


def test_the_usual_place(repo: Path) -> None:
    (repo / "sub").mkdir()
    for folder in (repo, repo / "sub"):
        found = find_hooks_folder(folder)
        assert (found.path, found.note) == (repo / ".git" / "hooks", "")


def test_work_trees_share_it(repo: Path, git: Git, tmp_path: Path) -> None:
    git(repo, "worktree", "add", "-q", "../other")
    assert find_hooks_folder(tmp_path / "other").path == repo / ".git" / "hooks"


def test_bare_and_submodule(repo: Path, git: Git, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", "repo", "bare.git")
    assert find_hooks_folder(tmp_path / "bare.git").path == tmp_path / "bare.git" / "hooks"
    git(tmp_path, "init", "-q", "super")
    allow = ("-c", "protocol.file.allow=always")
    git(tmp_path / "super", *allow, "submodule", "--quiet", "add", "../repo", "lib")
    found = find_hooks_folder(tmp_path / "super" / "lib").path
    assert found == tmp_path / "super" / ".git" / "modules" / "lib" / "hooks"


@pytest.mark.parametrize("scope", ["--local", "--global"])
@pytest.mark.parametrize(
    ("value", "expected", "word"),
    [
        ("{tmp}/shared", "{tmp}/shared", "every repository"),
        ("~/hooks", "{tmp}/home/hooks", "every repository"),
        (".githooks", "{tmp}/repo/.githooks", "in the work tree"),
        ("{tmp}/with\nnewline", "{tmp}/with\nnewline", "every repository"),
    ],
)
def test_hooks_path(
    repo: Path, git: Git, tmp_path: Path, scope: str, value: str, expected: str, word: str
) -> None:
    git(repo, "config", scope, "core.hooksPath", value.format(tmp=tmp_path))
    (repo / "sub").mkdir()
    found = find_hooks_folder(repo / "sub")
    assert str(found.path) == expected.format(tmp=tmp_path)
    assert word in found.note


def test_a_relative_path_is_each_work_trees_own(repo: Path, git: Git, tmp_path: Path) -> None:
    git(repo, "config", "core.hooksPath", "hooks")
    git(repo, "worktree", "add", "-q", "../other")
    assert find_hooks_folder(tmp_path / "other").path == tmp_path / "other" / "hooks"


def test_the_last_value_counts(repo: Path, git: Git) -> None:
    git(repo, "config", "--global", "core.hooksPath", "one")
    git(repo, "config", "core.hooksPath", "two")
    assert find_hooks_folder(repo).path == repo / "two"


@pytest.mark.parametrize(
    ("value", "message"),
    [("", "turns hooks off"), ("/dev/null", "turns hooks off"), (".husky/_", "husky owns")],
)
def test_no_place_for_a_hook(repo: Path, git: Git, value: str, message: str) -> None:
    git(repo, "config", "core.hooksPath", value)
    with pytest.raises(UsageProblem, match=message):
        find_hooks_folder(repo)


def test_no_repository(git: Git, tmp_path: Path) -> None:
    with pytest.raises(RepositoryProblem, match="not in a git repository"):
        find_hooks_folder(tmp_path)
