"""Small real repositories for the hooks."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., str]


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Git:
    """``git(folder, *arguments)`` away from the configuration of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    config = "[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n"
    (home / ".gitconfig").write_text(config, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(folder: Path, *arguments: str) -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def repo(git: Git, tmp_path: Path) -> Path:
    """A repository with one commit on main."""
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    return folder


@pytest.fixture
def commit(git: Git) -> Callable[[Path, str], str]:
    """Adds a file and commits it; gives the commit's id."""

    def add(folder: Path, name: str) -> str:
        (folder / name).write_text(f"{name}\n", encoding="utf-8")
        git(folder, "add", name)
        git(folder, "commit", "-q", "-m", name)
        return git(folder, "rev-parse", "HEAD")

    return add
