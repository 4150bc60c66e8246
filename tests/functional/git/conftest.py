"""Real git, as a user runs it, with hooks that answer from a script."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
USER = "[user]\nname = Ada\nemail = ada@example.org\n[init]\ndefaultBranch = main\n"
UserGit = Callable[..., subprocess.CompletedProcess[str]]
Ok = Callable[..., str]


def run_git(
    home: Path, repo: Path, *arguments: str | Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    fixed = {
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_EDITOR": "true",
        "LC_ALL": "C",
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.run(
        ["git", "-c", "protocol.file.allow=always", *map(str, arguments)],
        cwd=repo,
        env={**os.environ, **fixed, **(env or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


@pytest.fixture(autouse=True)
def _only_the_script_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATCHCRITIC_TRACER", "off")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder with nothing but a name in it."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / ".gitconfig").write_text(USER, encoding="utf-8")
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


@pytest.fixture
def user_git(home: Path) -> UserGit:
    """``user_git(repo, *arguments)``: git as a user runs it, with hooks; a failure is a code."""
    return lambda repo, *arguments, **options: run_git(home, repo, *arguments, **options)


@pytest.fixture
def ok(user_git: UserGit) -> Ok:
    """Git, and it must succeed; gives what it prints."""

    def run(repo: Path, *arguments: str | Path) -> str:
        done = user_git(repo, *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture(scope="session")
def branched_template(template_repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Branches ``overlap``, which breaks tests, and ``lookup``, which breaks none, beside a main
    that moved on."""
    top = tmp_path_factory.mktemp("branched")
    (top / ".gitconfig").write_text(USER, encoding="utf-8")
    repo = Path(shutil.copytree(template_repo, top / "openhours"))
    for branch, patch in (("overlap", "interval-overlap"), ("lookup", "calendar-lookup")):
        for command in (
            ("switch", "-qc", branch, "main"),
            ("apply", "--index", ROOT / "fixtures" / "patches" / f"{patch}.patch"),
            ("commit", "-qm", branch),
        ):
            run_git(top, repo, *command).check_returncode()
    run_git(top, repo, "switch", "-q", "main").check_returncode()
    (repo / "README.md").write_text("moved on\n", encoding="utf-8")
    run_git(top, repo, "commit", "-qam", "Main moves on").check_returncode()
    return repo


@pytest.fixture
def repo(branched_template: Path, tmp_path: Path, home: Path) -> Path:
    """A fresh copy of the repository with two branches, on main."""
    copy = Path(shutil.copytree(branched_template, tmp_path / "openhours"))
    run_git(home, copy, "status").check_returncode()  # a copied index knows other files
    return copy


@pytest.fixture
def install(script: Callable[[str], str]) -> Callable[..., Path]:
    """``install(repo, *types)``: the hooks, answered by a script; gives the repository."""
    from patchcritic.hooks.folder import find_hooks_folder
    from patchcritic.hooks.install import install_hook
    from patchcritic.hooks.kinds import HookKind
    from patchcritic.hooks.script import render_script

    def put(repo: Path, *types: str, options: tuple[str, ...] = (), blocks: bool = False) -> Path:
        named = ("--model", script("interval-overlap"), "--max-tests", "200", *options)
        for name in types or ("pre-merge-commit",):
            kind = HookKind(name)
            text = render_script(kind, python=sys.executable, options=named, blocks=blocks)
            install_hook(find_hooks_folder(repo).path, kind, text)
        return repo

    return put
