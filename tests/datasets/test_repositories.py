"""Repositories are found by instance, by owner and name, and by name; nothing leads outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.datasets import RepositoryFolder, Skipped
from patchcritic.domain import Instance
from patchcritic.errors import UsageProblem


def instance(repo: str = "own/app", instance_id: str = "own__app-7") -> Instance:
    return Instance(instance_id=instance_id, repo=repo, base_commit="abc")


@pytest.mark.parametrize(
    ("present", "found"),
    [
        (["own__app-7", "own__app", "app"], "own__app-7"),
        (["own__app", "app"], "own__app"),
        (["app"], "app"),
    ],
)
def test_the_nearest_name_is_taken(tmp_path: Path, present: list[str], found: str) -> None:
    for name in present:
        (tmp_path / name).mkdir()
    assert RepositoryFolder(tmp_path).find(instance()) == tmp_path / found


def test_a_repository_without_the_commit_is_passed_over(tmp_path: Path) -> None:
    for name in ("own__app-7", "own__app"):
        (tmp_path / name).mkdir()
    folder = RepositoryFolder(tmp_path, lambda repo, commit: repo.name == "own__app")
    assert folder.find(instance()) == tmp_path / "own__app"
    none = RepositoryFolder(tmp_path, lambda repo, commit: False).find(instance())
    assert none == Skipped(
        instance_id="own__app-7", reason=f"own__app-7: {tmp_path}/own__app-7 has no commit abc"
    )


@pytest.mark.parametrize("name", ["own/app", "app", "../secret", "..", "own/..", "a/b/c", "/etc"])
def test_what_is_missing_is_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "repos").mkdir()
    found = RepositoryFolder(tmp_path / "repos").find(instance(name, "../secret"))
    assert isinstance(found, Skipped)
    assert "no repository" in found.reason
    assert "\n" not in found.reason


def test_no_such_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="is not a folder"):
        RepositoryFolder(tmp_path / "none")
