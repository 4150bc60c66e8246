"""What mining asks of git: repositories of its own to write, and histories to list."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from patchcritic.errors import RepositoryProblem

# The same content gives the same commit id on every machine.
_IDENTITY = {
    "GIT_AUTHOR_NAME": "patchcritic", "GIT_AUTHOR_EMAIL": "bench@localhost",
    "GIT_AUTHOR_DATE": "2000-01-01T00:00:00+0000", "GIT_COMMITTER_NAME": "patchcritic",
    "GIT_COMMITTER_EMAIL": "bench@localhost", "GIT_COMMITTER_DATE": "2000-01-01T00:00:00+0000",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
}  # fmt: skip
_SAFE = ("-c", f"core.hooksPath={os.devnull}", "-c", "core.autocrlf=false", "-c", "gc.auto=0")


def run_git(folder: Path, *words: str) -> str:
    """What git prints. Raises ``RepositoryProblem`` with git's own first line."""
    inherited = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", *_SAFE, *words],
            cwd=folder,
            env={**inherited, **_IDENTITY},
            capture_output=True,
            check=False,
        )
    except OSError as error:
        raise RepositoryProblem(f"git cannot be run in {folder}: {error.strerror}") from None
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise RepositoryProblem(f"git {words[0]} fails in {folder}: {reason}")
    return done.stdout.decode("utf-8", "surrogateescape")


def commit_folder(repo: Path, folder: Path, message: str) -> str:
    """Make a folder's files the next commit of a repository, and return its id."""
    words = (f"--git-dir={repo}", f"--work-tree={folder}")
    run_git(folder, *words, "add", "--all", "--force", ".")
    run_git(folder, *words, "commit", "--quiet", "--allow-empty", "-m", message)
    return run_git(folder, *words, "rev-parse", "HEAD").strip()
