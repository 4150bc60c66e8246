"""Repositories that are here, and those that are cloned."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from patchcritic.bench.run.repositories import Repositories, has_commit
from patchcritic.datasets import Skipped
from patchcritic.domain import Instance
from patchcritic.errors import UsageProblem


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b")
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("upstream") / "acme" / "calc"
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "first")
    return folder


def make_instance(commit: str, repo: str = "acme/calc") -> Instance:
    return Instance(instance_id="acme__calc-1", repo=repo, base_commit=commit)


def find(repositories: Repositories, instance: Instance) -> str:
    found = repositories.find(instance)
    return found.reason if isinstance(found, Skipped) else found.name


def test_what_is_missing_is_cloned_once(upstream: Path, tmp_path: Path) -> None:
    commit = git(upstream, "rev-parse", "HEAD")
    source = f"file://{upstream.parents[1]}/{{repo}}"
    repositories = Repositories(tmp_path, clone_from=source)
    assert find(repositories, make_instance(commit)) == "acme__calc"
    assert has_commit(tmp_path / "acme__calc", commit)
    assert find(repositories, make_instance(commit)) == "acme__calc"
    assert "has no commit 1234" in find(repositories, make_instance("1234"))
    other = Repositories(tmp_path, clone_from=source)
    assert "lacks the commit: fetch it" in find(other, make_instance("1234"))


def test_without_leave_nothing_is_cloned(tmp_path: Path) -> None:
    assert "no repository" in find(Repositories(tmp_path), make_instance("HEAD"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("repo", "source", "reason"),
    [
        ("acme/gone", "file:///nowhere/{repo}", "cannot be cloned"),
        ("../acme", "file:///nowhere/{repo}", "is no repository's name"),
        ("-x/y", "file:///nowhere/{repo}", "is no repository's name"),
        ("acme/calc", "ext::touch {repo}", "cannot be cloned"),
    ],
)
def test_a_clone_that_fails_is_one_line(
    tmp_path: Path, repo: str, source: str, reason: str
) -> None:
    repositories = Repositories(tmp_path, clone_from=source)
    assert reason in find(repositories, make_instance("HEAD", repo))
    assert "\n" not in find(repositories, make_instance("HEAD", repo))
    assert not list(tmp_path.iterdir())


def test_the_template_has_a_place_for_the_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match=r"must have \{repo\} in it"):
        Repositories(tmp_path, clone_from="https://example.org/x.git")


def test_a_folder_that_is_no_repository_has_no_commit(tmp_path: Path) -> None:
    assert not has_commit(tmp_path, "HEAD")
