"""``patchcritic hook install``, ``uninstall`` and ``status``, and what git then runs."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

Cli = Callable[..., Any]
Ok = Callable[..., str]
UserGit = Callable[..., CompletedProcess[str]]
ROOT = Path(__file__).resolve().parents[3]
FOREIGN = '#!/bin/sh\necho "$1 $(cat)" >"$PWD/../seen"\nexit ${CODE:-0}\n'


@pytest.fixture
def set_up(repo: Path, cli: Cli, script: Callable[[str], str]) -> Callable[..., Any]:
    """``patchcritic hook install`` in the repository, answered by a script."""

    def run(*arguments: str | Path) -> Any:
        return cli("hook", "install", "--repo", repo, "-m", script("interval-overlap"), *arguments)

    return run


def put_foreign(repo: Path, name: str) -> Path:
    path = repo / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(FOREIGN, encoding="utf-8")
    path.chmod(0o750)
    return path


class TestInstall:
    def test_a_merge_hook_is_the_default(self, repo: Path, set_up: Cli, cli: Cli) -> None:
        result = set_up()
        assert result.code == 0
        assert result.stdout.startswith(f"installed {repo}/.git/hooks/pre-merge-commit: asks ")
        status = cli("hook", "status", "--repo", repo).stdout.splitlines()
        assert status == [
            "pre-merge-commit  installed",
            "pre-push          not installed",
            "pre-commit        not installed",
            f"hooks are in {repo}/.git/hooks",
        ]
        gone = cli("hook", "uninstall", "--repo", repo)
        assert gone.stdout == f"removed {repo}/.git/hooks/pre-merge-commit\n"
        assert cli("hook", "uninstall", "--repo", repo).stdout == "no hook of ours is installed\n"

    def test_options_are_written_down(
        self, repo: Path, set_up: Cli, user_git: UserGit, ok: Ok, patches: Path
    ) -> None:
        set_up("--type", "pre-commit", "--type", "pre-push", "--fail-on", "never")
        assert (repo / ".git/hooks/pre-push").exists()
        ok(repo, "apply", "--index", patches / "interval-overlap.patch")
        done = user_git(repo, "commit", "-qm", "x")
        assert done.returncode == 0
        assert "FAIL, p_pass" in done.stderr

    def test_a_model_that_cannot_be_is_refused(self, repo: Path, cli: Cli) -> None:
        for flags in (("-m", "scripted:"), ("--threshold", "7"), ("--on-no-verdict", "x")):
            result = cli("hook", "install", "--repo", repo, *flags)
            assert result.code == 2, flags
        assert not (repo / ".git/hooks/pre-merge-commit").exists()

    def test_a_key_alone_chooses_no_model(
        self, repo: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("OPENAI_API_KEY", "x")
        result = cli("hook", "install", "--repo", repo)
        assert result.code == 2
        assert "please choose" in result.stderr

    @pytest.mark.parametrize(
        ("flags", "written"),
        [
            (("-m", "scripted:a b.jsonl"), "--model 'scripted:{here}/a b.jsonl'"),
            (("-m", "w.gguf"), "--model {here}/w.gguf"),
            (("-m", "local:w.gguf"), "--model local:{here}/w.gguf"),
            (("-m", "openai/gpt-5.6"), "--model openai/gpt-5.6"),
            (("--cascade", "w.gguf, openai/x"), "--cascade {here}/w.gguf,openai/x"),
        ],
    )
    def test_files_are_found_from_anywhere(
        self,
        repo: Path,
        cli: Cli,
        monkeypatch: pytest.MonkeyPatch,
        flags: tuple[str, ...],
        written: str,
    ) -> None:
        """Git starts a hook at the top of the work tree."""
        (repo / "sub").mkdir()
        monkeypatch.chdir(repo / "sub")
        assert cli("hook", "install", *flags).code == 0
        text = (repo / ".git/hooks/pre-merge-commit").read_text(encoding="utf-8")
        assert f"hook run {written.format(here=repo / 'sub')} --max-time 60" in text

    def test_no_repository(self, tmp_path: Path, cli: Cli, script: Callable[[str], str]) -> None:
        result = cli("hook", "install", "--repo", tmp_path, "-m", script("all-pass"))
        assert result.code == 2
        assert "is not in a git repository" in result.stderr


class TestChaining:
    def test_a_foreign_hook_runs_first_and_comes_back(
        self, repo: Path, set_up: Cli, cli: Cli, user_git: UserGit, ok: Ok
    ) -> None:
        path = put_foreign(repo, "pre-push")
        before = path.stat()
        assert "runs first, as pre-push.before-patchcritic" in set_up("--type", "pre-push").stdout
        ok(repo.parent, "init", "-q", "--bare", "remote.git")
        ok(repo, "remote", "add", "origin", "../remote.git")
        ok(repo, "push", "-q", "--no-verify", "origin", "main~1:refs/heads/main")
        done = user_git(repo, "push", "origin", "overlap")
        assert done.returncode == 1
        assert "patchcritic: overlap -> origin/overlap: FAIL" in done.stderr
        seen = (repo.parent / "seen").read_text(encoding="utf-8")
        assert seen.startswith("origin refs/heads/overlap ")
        refused = user_git(repo, "push", "origin", "overlap", env={"CODE": "9"})
        assert refused.returncode == 1
        assert "patchcritic" not in refused.stderr
        cli("hook", "uninstall", "--repo", repo)
        assert path.read_text(encoding="utf-8") == FOREIGN
        assert (path.stat().st_mode, path.stat().st_mtime_ns) == (
            before.st_mode,
            before.st_mtime_ns,
        )

    @pytest.mark.parametrize("where", [".githooks", "~/hooks", "{tmp}/shared hooks"])
    def test_hooks_path(
        self,
        repo: Path,
        set_up: Cli,
        user_git: UserGit,
        ok: Ok,
        patches: Path,
        tmp_path: Path,
        where: str,
    ) -> None:
        ok(repo, "config", "core.hooksPath", where.format(tmp=tmp_path))
        assert "note: core.hooksPath names" in set_up("--type", "pre-commit").stdout
        assert not (repo / ".git/hooks/pre-commit").exists()
        ok(repo, "apply", "--index", patches / "interval-overlap.patch")
        done = user_git(repo, "commit", "-m", "x")
        assert done.stderr.startswith("patchcritic: commit: FAIL")


class TestABarePath:
    """Git's window programs start hooks with hardly any PATH, and no virtual environment."""

    @pytest.fixture
    def bare(self, repo: Path, set_up: Cli, ok: Ok, patches: Path) -> dict[str, str]:
        set_up("--type", "pre-commit")
        ok(repo, "apply", "--index", patches / "interval-overlap.patch")
        programs = repo.parent / "programs"
        programs.mkdir()
        (programs / "git").symlink_to(shutil.which("git") or "git")
        return {"PATH": str(programs)}

    def test_the_interpreter_is_remembered(
        self, repo: Path, bare: dict[str, str], user_git: UserGit
    ) -> None:
        assert "commit: FAIL" in user_git(repo, "commit", "-m", "x", env=bare).stderr

    def test_patchcritic_on_the_path_stands_in(
        self, repo: Path, bare: dict[str, str], user_git: UserGit
    ) -> None:
        forget_interpreter(repo)
        program = repo.parent / "programs" / "patchcritic"
        program.write_text('#!/bin/sh\necho "stands in: $1 $2"\nexit 5\n', encoding="utf-8")
        program.chmod(0o755)
        done = user_git(repo, "commit", "-m", "x", env=bare)
        assert (done.returncode, done.stderr) == (1, "stands in: hook run\n")

    def test_nothing_to_run_lets_go_and_says_so(
        self, repo: Path, bare: dict[str, str], user_git: UserGit, cli: Cli
    ) -> None:
        forget_interpreter(repo)
        done = user_git(repo, "commit", "-qm", "x", env=bare)
        assert done.returncode == 0
        assert "patchcritic is neither in /gone/python nor on PATH" in done.stderr
        assert "/gone/python is gone" in cli("hook", "status", "--repo", repo).stdout


def forget_interpreter(repo: Path) -> None:
    path = repo / ".git" / "hooks" / "pre-commit"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = ["python=/gone/python" if line.startswith("python=") else line for line in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert os.access(path, os.X_OK)
