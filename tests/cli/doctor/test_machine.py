from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.cli.doctor import machine
from patchcritic.cli.doctor.nouns import State


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", folder, *words], check=True, capture_output=True)


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    git(folder, "init", "-q")
    who = ("-c", "user.name=a", "-c", "user.email=a@b")
    for n in range(2):
        git(folder, *who, "commit", "-q", "--allow-empty", "-m", str(n))
    return folder


def put_git(folder: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put another program named git on PATH, and nothing else."""
    folder.mkdir()
    program = folder / "git"
    program.write_text(f"#!{sys.executable}\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_python() -> None:
    check = machine.check_python()
    assert check.state is State.OK
    assert check.details["path"] == sys.executable


def test_an_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "OLDEST_PYTHON", (99,))
    assert machine.check_python().state is State.FAIL


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("git version 2.39.5", (2, 39, 5)),
        ("git version 2.47.1.windows.1", (2, 47, 1)),
        ("git version 2.39.3 (Apple Git-146)", (2, 39, 3)),
        ("git version 2.31", (2, 31)),
        ("not a git", None),
        ("", None),
    ],
)
def test_git_versions(text: str, version: tuple[int, ...] | None) -> None:
    assert machine.read_git_version(text) == version


def test_git_is_there() -> None:
    assert machine.check_git().state is State.OK


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("print('git version 2.30.9')", "git 2.30.9 is too old"),
        ("print('huh')", r"does not say its version \(huh\)"),
        ("raise SystemExit('fatal: broken')", r"does not say its version \(broken\)"),
    ],
)
def test_another_git(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, words: str
) -> None:
    put_git(tmp_path / "bin", script, monkeypatch)
    check = machine.check_git()
    assert check.state is State.FAIL
    assert re.search(words, check.message)


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    check = machine.check_git()
    assert check.state is State.FAIL
    assert check.message.startswith("git was not found; install git")


def test_a_repository(repo: Path) -> None:
    check = machine.check_repository(repo)
    assert check.state is State.OK
    assert check.details == {"root": str(repo), "is_shallow": False}


def test_a_shallow_clone(repo: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", repo.as_uri(), str(clone))
    check = machine.check_repository(clone)
    assert check.state is State.WARN
    assert "git fetch --unshallow" in check.message


def test_no_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_repository(tmp_path).state is State.FAIL
    assert machine.check_repository(tmp_path / "absent").state is State.FAIL
    monkeypatch.chdir(tmp_path)
    assert machine.check_repository(Path()).state is State.SKIP


def test_a_repository_of_another_user(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The variable is git's own way to test this (t/t0033-safe-directory.sh).
    monkeypatch.setattr(
        "patchcritic.snapshot.git._COMMON", {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}
    )
    check = machine.check_repository(repo)
    assert check.state is State.FAIL
    assert f"git config --global --add safe.directory {repo}" in check.message


def test_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "GRAMMARS", ("json",))
    assert machine.check_languages().state is State.OK
    monkeypatch.setattr(machine, "GRAMMARS", ("json", "no_such_grammar"))
    check = machine.check_languages()
    assert check.state is State.SKIP
    assert check.details == {"missing": ["no_such_grammar"]}
    assert "patchcritic[languages]" in check.message
