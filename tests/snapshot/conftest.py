from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest


class RunGit(Protocol):
    def __call__(self, folder: Path, *args: str, stdin: bytes = b"") -> str: ...


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> RunGit:
    """Runs git away from the configuration and the variables of whoever runs the tests."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    home = tmp_path / "home"
    home.mkdir()
    config = "[user]\nname = A\nemail = a@example.org\n[init]\ndefaultBranch = main\n"
    (home / ".gitconfig").write_text(config, encoding="utf-8")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(folder: Path, *args: str, stdin: bytes = b"") -> str:
        done = subprocess.run(
            ["git", "-C", str(folder), *args], input=stdin, capture_output=True, check=True
        )
        return done.stdout.decode("utf-8", "surrogateescape")

    return run


@pytest.fixture
def make_repo(git: RunGit, tmp_path: Path) -> Callable[..., Path]:
    """Makes a repository whose one commit holds the given files."""

    def make(files: dict[str, str | bytes], *init: str, name: str = "repo") -> Path:
        repo = tmp_path / name
        repo.mkdir()
        git(repo, "init", "-q", *init)
        for path, content in files.items():
            target = repo / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        git(repo, "add", "-A")
        git(repo, "commit", "-q", "--allow-empty", "-m", "base")
        return repo

    return make
