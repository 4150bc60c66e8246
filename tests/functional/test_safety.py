"""Nothing of the repository is imported or run, and nothing in it is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]
Git = Callable[..., str]
Fingerprint = Callable[[Path], dict[str, tuple[int, str]]]

HERE = Path(__file__).resolve().parent
ALLOWED_PROGRAM = "git"


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    return tmp_path / "canary"


@pytest.fixture
def planted(repo: Path, canary: Path, git: Git) -> Path:
    """The repository with code that writes a file wherever it is imported, compiled in or run."""
    statement = f"open({str(canary)!r}, 'a').write(__name__ + '\\n')\n"
    for path in ("tests/conftest.py", "tests/test_clock.py", "src/openhours/clock.py"):
        file = repo / path
        file.write_text(file.read_text(encoding="utf-8") + statement, encoding="utf-8")
    for path in ("setup.py", "sitecustomize.py", "json.py", "typer.py", "rich.py", "tests/ast.py"):
        (repo / path).write_text(statement, encoding="utf-8")
    program = repo / "run.sh"
    program.write_text(f"#!/bin/sh\necho run >> {canary}\ncat\n", encoding="utf-8")
    program.chmod(0o755)
    (repo / ".gitattributes").write_text("*.py filter=canary diff=canary\n", encoding="utf-8")
    git(repo, "add", "--all")
    git(repo, "commit", "--quiet", "-m", "Plant canaries")
    for key in (
        "core.fsmonitor", "filter.canary.clean", "filter.canary.smudge", "diff.canary.textconv",
        "diff.canary.command", "diff.external", "core.pager", "core.editor",
    ):  # fmt: skip
        git(repo, "config", key, str(program))
    hooks = repo / ".git" / "hooks"
    for name in ("post-index-change", "reference-transaction", "post-checkout", "pre-commit"):
        (hooks / name).write_bytes(program.read_bytes())
        (hooks / name).chmod(0o755)
    canary.unlink(missing_ok=True)
    return repo


@pytest.mark.parametrize("cwd", ["repository", "elsewhere"])
def test_nothing_of_the_repository_runs(
    planted: Path, canary: Path, run_process: Cli, patches: Path, script: Cli, cwd: str
) -> None:
    flags = ("--repo", planted, "-m", script("all-pass"), "--format", "json")
    done = run_process(
        "eval", "--diff", patches / "format-clock.patch", *flags,
        cwd=planted if cwd == "repository" else planted.parent,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"]["coverage"]["judged"] > 0
    assert not canary.exists(), canary.read_text(encoding="utf-8")


@pytest.mark.parametrize("source", ["--staged", "HEAD~..HEAD"])
def test_nothing_runs_for_other_sources_of_the_change(
    planted: Path, canary: Path, cli: Cli, patches: Path, script: Cli, git: Git, source: str
) -> None:
    flags = ("--repo", planted, "-m", script("all-pass"), "--format", "json")
    if source == "--staged":
        git(planted, "apply", "--cached", str(patches / "format-clock.patch"))
        canary.unlink(missing_ok=True)
        result = cli("eval", "--staged", *flags)
    else:
        result = cli("eval", "--diff", source, *flags)
    assert result.code == 0, result.stderr
    assert not canary.exists(), canary.read_text(encoding="utf-8")


def test_the_canaries_sing(planted: Path, canary: Path) -> None:
    """Without this the tests above would also pass with canaries that never could."""
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/test_clock.py"],
        cwd=planted,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(planted)},
    )
    assert canary.exists()


@pytest.mark.parametrize(
    ("command", "patch"),
    [
        ("eval", "interval-overlap.patch"),
        ("eval", "watch-sleep.patch"),
        ("eval", "exceptions-module.patch"),
        ("dry-run", "interval-overlap.patch"),
    ],
)
def test_only_git_is_started(
    repo: Path, tmp_path: Path, patches: Path, script: Cli, command: str, patch: str
) -> None:
    record = tmp_path / "record.json"
    flags = ["--dry-run"] if command == "dry-run" else []
    subprocess.run(
        [
            sys.executable, "-P", HERE / "audited_run.py", repo, record,
            "eval", "--repo", repo, "--diff", patches / patch, "-m", script("all-pass"), *flags,
        ],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
        capture_output=True,
        check=False,
    )  # fmt: skip
    seen = json.loads(record.read_text(encoding="utf-8"))
    programs = {Path(program).name for program in seen.pop("processes")}
    assert programs == {ALLOWED_PROGRAM}
    assert seen == {key: [] for key in seen}


class TestTheRepositoryStaysAsItIs:
    @pytest.fixture
    def dirty(self, repo: Path, git: Git) -> Path:
        """A work tree with changes staged and not, ignored and untracked files, a stash."""
        clock = repo / "src/openhours/clock.py"
        clock.write_text("# stashed\n", encoding="utf-8")
        git(repo, "stash", "--quiet")
        clock.write_text("# work in progress(\n", encoding="utf-8")
        week = repo / "src/openhours/week.py"
        week.write_text(week.read_text(encoding="utf-8") + "# staged\n", encoding="utf-8")
        git(repo, "add", "src/openhours/week.py")
        (repo / "untracked.py").write_text("x = 1\n", encoding="utf-8")
        (repo / "build").mkdir()
        (repo / "build" / "ignored.o").write_bytes(b"\0")
        (repo / "tests/test_watch.py").unlink()
        os.utime(repo / "pyproject.toml", (1, 1))  # makes git want to refresh its index
        return repo

    @pytest.mark.parametrize(
        "source",
        [
            ["--diff", "interval-overlap.patch"],
            ["--diff", "exceptions-module.patch"],
            ["--diff", "render-days.patch"],
            ["--staged"],
            ["--diff", "HEAD~2..HEAD"],
            ["--base", "HEAD~1"],
        ],
        ids=" ".join,
    )
    def test_byte_for_byte(
        self,
        cli: Cli,
        dirty: Path,
        patches: Path,
        script: Cli,
        fingerprint: Fingerprint,
        source: list[str],
    ) -> None:
        arguments = [patches / part if part.endswith(".patch") else part for part in source]
        before = fingerprint(dirty)
        result = cli("eval", "--repo", dirty, *arguments, "-m", script("all-pass"))
        assert result.code in {0, 2}, result.stderr
        assert fingerprint(dirty) == before

    def test_also_when_it_cannot_be_written(
        self, cli: Cli, repo: Path, patches: Path, script: Cli, fingerprint: Fingerprint
    ) -> None:
        for path in [repo, *repo.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)
        before = fingerprint(repo)
        patch = patches / "format-clock.patch"
        result = cli("eval", "--repo", repo, "--diff", patch, "-m", script("all-pass"))
        after = fingerprint(repo)
        for path in [repo, *repo.rglob("*")]:
            path.chmod(0o755)
        assert result.code == 0, result.stderr
        assert after == before
