"""Commits that change source and tests become instances."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.bench.mine.history import copy_history, find_commits
from patchcritic.bench.mine.nouns import Settings
from patchcritic.bench.mine.sources import History, find_origins
from patchcritic.errors import RepositoryProblem


def test_commits_with_source_and_tests(history: Path, git: Callable[..., str]) -> None:
    (newest,) = find_commits(history, limit=9)
    assert newest.message == "Refuse turned bounds\n\nThey gave nonsense."
    assert newest.commit_id == git(history, "rev-parse", "HEAD~1").strip()
    assert newest.parent_id == git(history, "rev-parse", "HEAD~2").strip()
    assert list(find_commits(history, limit=0)) == []


def test_a_copy_is_made_once_and_outlives_the_original(tmp_path: Path, history: Path) -> None:
    copy = copy_history(history / "src", tmp_path / "repos")
    assert copy == tmp_path / "repos" / "local__tinycalc"
    assert copy_history(history, tmp_path / "repos") == copy
    assert len(list(find_commits(copy, limit=9))) == 1


def test_instances(tmp_path: Path, history: Path) -> None:
    origins = list(find_origins(History(repo=history, limit=9), Settings(out=tmp_path / "out")))
    (instance,) = (one.instance for one in origins)
    assert instance.repo == "local/tinycalc"
    assert instance.problem_statement.startswith("Refuse turned bounds")
    assert "src/tinycalc" in instance.patch
    assert "test_calc" not in instance.patch
    assert "tests/test_calc.py" in instance.test_patch
    assert "src/" not in instance.test_patch


def test_no_repository(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(RepositoryProblem, match="git rev-parse fails in"):
        copy_history(tmp_path / "empty", tmp_path / "repos")
