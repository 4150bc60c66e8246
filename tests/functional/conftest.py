"""The command line against real git repositories made from ``fixtures/``."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROVIDER_WORDS = ("_API_KEY", "PATCHCRITIC_", "GIT_")


@dataclass(frozen=True, slots=True, kw_only=True)
class CliResult:
    code: int
    stdout: str
    stderr: str

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads(self.stdout)
        return report

    @property
    def labels(self) -> dict[str, str]:
        """Each judged test's label, as the JSON report gives it."""
        return {test["node_id"]: test["label"] for test in self.report["tests"]}


Cli = Callable[..., CliResult]


@pytest.fixture(scope="session")
def fixtures_dir() -> Path:
    return ROOT / "fixtures"


@pytest.fixture(scope="session")
def patches(fixtures_dir: Path) -> Path:
    return fixtures_dir / "patches"


@pytest.fixture(scope="session")
def script(fixtures_dir: Path) -> Callable[[str], str]:
    """The ``--model`` value for one of the shipped scripted answers."""
    return lambda name: f"scripted:{fixtures_dir / 'scripted' / name}.jsonl"


@pytest.fixture(scope="session")
def make_repo_module(fixtures_dir: Path) -> ModuleType:
    path = fixtures_dir / "make_repo.py"
    spec = importlib.util.spec_from_file_location("make_repo", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def template_repo(make_repo_module: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("template") / "openhours"
    make_repo_module.make_repo(dest)
    return dest


@pytest.fixture
def repo(template_repo: Path, tmp_path: Path) -> Path:
    """A fresh git repository of the fixture library, clean, on main."""
    return Path(shutil.copytree(template_repo, tmp_path / "openhours"))


@pytest.fixture
def git(make_repo_module: ModuleType) -> Callable[..., str]:
    """``git(repo, *arguments)`` without the machine's configuration."""
    run: Callable[..., str] = make_repo_module.run_git
    return run


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in os.environ:
        if name.startswith(PROVIDER_WORDS) or name.endswith(PROVIDER_WORDS):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "110")
    # Scripts decide here; what the tracer decides by itself has tests of its own.
    monkeypatch.setenv("PATCHCRITIC_TRACER", "off")


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run the command in this process, through the same funnel as the console script."""
    from patchcritic.cli import main

    def run(*arguments: str | Path, stdin: bytes = b"") -> CliResult:
        monkeypatch.setattr(sys, "argv", ["patchcritic", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        capsys.readouterr()
        code: Any = 0
        try:
            main()
        except SystemExit as leave:
            code = leave.code or 0
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return CliResult(code=code, stdout=captured.out, stderr=captured.err)

    return run


@pytest.fixture
def eval_patch(cli: Cli, repo: Path, patches: Path, script: Callable[[str], str]) -> Cli:
    """``patchcritic eval`` on the fixture repository, answered by a script."""

    def run(
        patch: str | Path | None, *arguments: str | Path, model: str = "all-pass", **options: Any
    ) -> CliResult:
        named = () if patch is None else ("--diff", patches / patch)
        return cli("eval", "--repo", repo, *named, "-m", script(model), *arguments, **options)

    return run


@pytest.fixture
def run_process(repo: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the command in a process of its own, as the console script would."""

    def run(
        *arguments: str | Path, env: Mapping[str, str] | None = None, cwd: Path = repo
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-P", "-m", "patchcritic", *map(str, arguments)],
            cwd=cwd,
            env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )

    return run


@pytest.fixture(scope="session")
def fingerprint() -> Callable[[Path], dict[str, tuple[int, str]]]:
    """Every file below a folder, ``.git`` included: its mode and the digest of its bytes."""

    def take(folder: Path) -> dict[str, tuple[int, str]]:
        found = {}
        for path in sorted(folder.rglob("*")):
            data = b"" if path.is_dir() else path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            found[str(path.relative_to(folder))] = (path.lstat().st_mode, digest)
        return found

    return take
