"""The real pre-commit framework with this project's manifest.

pre-commit makes a virtual environment and installs the project into it. Its dependencies are those
of the environment that runs the tests, so no package index is needed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess

import pytest

ROOT = Path(__file__).resolve().parents[3]
PROJECT = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "prompts")
UserGit = Callable[..., CompletedProcess[str]]
Ok = Callable[..., str]
OFFLINE = {
    "PIP_NO_INDEX": "1",
    "PIP_NO_DEPS": "1",
    "PIP_NO_BUILD_ISOLATION": "0",  # pip's way to say yes
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PYTHONPATH": sysconfig.get_path("purelib"),
}


@pytest.fixture(scope="module")
def framework_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as it stands, in a repository of its own."""
    copy = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "patchcritic", copy / "patchcritic", ignore=ignored)
    for name in PROJECT:
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy / name)
    ada = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    for arguments in (("init", "-q"), ("add", "-A"), (*ada, "commit", "-qm", "as it stands")):
        subprocess.run(["git", *arguments], cwd=copy, check=True)
    return copy


@pytest.fixture
def environment(framework_home: Path, script: Callable[[str], str]) -> dict[str, str]:
    return {
        **OFFLINE,
        "PRE_COMMIT_HOME": str(framework_home),
        "PATCHCRITIC_MODEL": script("interval-overlap"),
        "PATCHCRITIC_MAX_TESTS": "200",
    }


@pytest.fixture
def pre_commit(repo: Path, home: Path, environment: Mapping[str, str]) -> UserGit:
    def run(*arguments: str | Path) -> CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pre_commit", *map(str, arguments)],
            cwd=repo,
            env={**os.environ, **environment},
            capture_output=True,
            encoding="utf-8",
        )

    return run


def test_the_manifest_is_valid(pre_commit: UserGit) -> None:
    done = pre_commit("validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert (done.returncode, done.stdout) == (0, "")


def test_try_repo_judges_what_is_staged(
    repo: Path, project: Path, pre_commit: UserGit, ok: Ok, patches: Path
) -> None:
    ok(repo, "apply", "--index", patches / "interval-overlap.patch")
    done = pre_commit("try-repo", project, "patchcritic", "--hook-stage", "manual")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "patchcritic: commit: FAIL, p_pass 0.04, 98 of 98 tests judged" in done.stdout


def test_merges_and_pushes(
    repo: Path,
    project: Path,
    pre_commit: UserGit,
    user_git: UserGit,
    ok: Ok,
    environment: Mapping[str, str],
) -> None:
    revision = ok(project, "rev-parse", "HEAD")
    (repo / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: file://{project}\n  rev: {revision}\n  hooks:\n  - id: patchcritic\n",
        encoding="utf-8",
    )
    ok(repo, "add", ".pre-commit-config.yaml")
    ok(repo, "commit", "-qm", "Use patchcritic")
    ok(repo.parent, "init", "-q", "--bare", "remote.git")
    ok(repo, "remote", "add", "origin", "../remote.git")
    ok(repo, "push", "-q", "origin", "main")
    types = ("--hook-type", "pre-merge-commit", "--hook-type", "pre-push")
    assert pre_commit("install", *types).returncode == 0
    merge = user_git(repo, "merge", "overlap", env=environment)
    assert merge.returncode == 1, merge.stderr
    said = merge.stdout + merge.stderr
    assert "patchcritic: merge of overlap: FAIL, p_pass 0.04" in said
    assert "git merge --abort" in said
    ok(repo, "merge", "--abort")
    fine = user_git(repo, "merge", "lookup", env=environment)
    assert fine.returncode == 0
    assert "patchcritic: merge of lookup: PASS" in fine.stdout + fine.stderr
    ok(repo, "switch", "-qc", "broken")
    ok(repo, "merge", "-q", "--no-verify", "overlap")
    push = user_git(repo, "push", "origin", "broken", env=environment)
    assert push.returncode == 1
    assert "patchcritic: broken -> origin/broken: FAIL" in push.stdout + push.stderr
