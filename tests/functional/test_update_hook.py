"""The recipe of docs/ci.md for a server: a bare repository that judges what is pushed to it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Git = Callable[..., str]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def server(repo: Path, git: Git, tmp_path: Path) -> Path:
    """A bare clone of the library with the hook that the page shows."""
    page = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    [script] = re.findall(r"```text\n(#!/bin/sh\n.*?)```", page, re.DOTALL)
    bare = tmp_path / "server.git"
    git(tmp_path, "clone", "--quiet", "--bare", str(repo), str(bare))
    (bare / "hooks" / "update").write_text(script, encoding="utf-8")
    (bare / "hooks" / "update").chmod(0o755)
    git(repo, "remote", "add", "origin", str(bare))
    return bare


@pytest.fixture
def push(
    repo: Path, server: Path, tmp_path: Path, script: Callable[[str], str]
) -> Callable[[str], subprocess.CompletedProcess[str]]:
    program = tmp_path / "bin" / "patchcritic"
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -P -m patchcritic "$@"\n',
        encoding="utf-8",
    )
    program.chmod(0o755)

    def run(ref: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["git", "push", "--quiet", "origin", f"HEAD:refs/heads/{ref}"],
            cwd=repo,
            env={
                **os.environ,
                "PATH": f"{program.parent}:{os.environ['PATH']}",
                "PATCHCRITIC_TRACER": "off",
                "PATCHCRITIC_MODEL": script("interval-overlap"),
            },
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    return run


def test_what_is_predicted_to_fail_is_refused(
    repo: Path, server: Path, git: Git, patches: Path, push: Callable[..., Any]
) -> None:
    before = git(server, "rev-parse", "main")
    git(repo, "apply", str(patches / "interval-overlap.patch"))
    git(repo, "commit", "--quiet", "--all", "-m", "Overlap")

    assert push("topic").returncode == 0
    refused = push("main")

    assert refused.returncode == 1
    assert "hook declined" in refused.stderr
    assert git(server, "rev-parse", "main") == before


def test_what_is_predicted_to_pass_is_taken(
    repo: Path, server: Path, git: Git, patches: Path, push: Callable[..., Any]
) -> None:
    git(repo, "apply", str(patches / "docstrings.patch"))
    git(repo, "commit", "--quiet", "--all", "-m", "Words")

    done = push("main")

    assert done.returncode == 0, done.stderr
    assert git(server, "rev-parse", "main") == git(repo, "rev-parse", "HEAD")
