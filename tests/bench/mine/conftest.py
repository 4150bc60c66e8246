"""A tiny package of our own: as a folder, as a source distribution, as a history."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.bench.mine.execute import TestRunner
from patchcritic.bench.mine.nouns import Limits
from patchcritic.bench.mine.sandbox import Sandbox

SOURCE = '''"""Numbers kept within bounds."""


def clamp(value, low=0, high=10):
    """Move a value between two bounds."""
    if value < low:
        return low
    if value > high:
        return high
    return value


def spread(values):
    """The distance between the smallest and the largest."""
    if not values:
        raise ValueError("no values")
    return max(values) - min(values)
'''
TESTS = """import pytest
from tinycalc import clamp, spread


@pytest.mark.parametrize("value", [-1, 0, 5, 10, 11])
def test_clamp(value):
    assert 0 <= clamp(value) <= 10


def test_clamp_bounds():
    assert clamp(3, 4, 5) == 4


def test_spread():
    assert spread([1, 5, 2]) == 4


def test_spread_of_nothing():
    with pytest.raises(ValueError):
        spread([])


def test_of_something_else():
    assert "a".upper() == "A"
"""
FILES = {
    "pyproject.toml": '[project]\nname = "tinycalc"\nversion = "1.0"\n'
    '[tool.pytest.ini_options]\naddopts = "--cov=tinycalc"\n',
    "src/tinycalc/__init__.py": SOURCE,
    "tests/test_calc.py": TESTS,
}


@pytest.fixture
def files() -> dict[str, str]:
    """The package's files; a test may change its copy."""
    return dict(FILES)


@pytest.fixture
def write_tree() -> Callable[[Path, dict[str, str]], Path]:
    """Writes files below a folder."""

    def write(folder: Path, files: dict[str, str]) -> Path:
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        return folder

    return write


@pytest.fixture
def make_sdist(
    tmp_path: Path, write_tree: Callable[[Path, dict[str, str]], Path]
) -> Callable[[dict[str, str]], Path]:
    """Packs files as ``tinycalc-1.0.tar.gz``."""

    def pack(files: dict[str, str]) -> Path:
        top = write_tree(tmp_path / "unpacked" / "tinycalc-1.0", files)
        archive = tmp_path / "tinycalc-1.0.tar.gz"
        with tarfile.open(archive, "w:gz") as packed:
            packed.add(top, top.name)
        return archive

    return pack


@pytest.fixture
def git() -> Callable[..., str]:
    """Runs git in a folder under a fixed name."""

    def run(folder: Path, *words: str) -> str:
        named = ["-c", "user.name=a", "-c", "user.email=a@localhost", "-c", "commit.gpgsign=false"]
        done = subprocess.run(
            ["git", *named, *words], cwd=folder, capture_output=True, encoding="utf-8", check=True
        )
        return done.stdout

    return run


@pytest.fixture
def history(
    tmp_path: Path,
    files: dict[str, str],
    write_tree: Callable[[Path, dict[str, str]], Path],
    git: Callable[..., str],
) -> Path:
    """Three commits: the package, a fix with its test, and a change of the documentation."""
    repo = tmp_path / "tinycalc"
    repo.mkdir()
    git(repo, "init", "-q", "-b", "main")
    write_tree(repo, files)
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Start")
    fixed = SOURCE.replace(
        "    if value < low:", "    if low > high:\n        raise ValueError\n    if value < low:"
    ).replace("    return max(", "    values = list(values)\n    return max(")
    lines = (
        "",
        "def test_clamp_turned():",
        "    with pytest.raises(ValueError):",
        "        clamp(1, 3, 2)",
    )
    test = "\n".join(("", *lines, ""))
    write_tree(repo, {"src/tinycalc/__init__.py": fixed, "tests/test_calc.py": TESTS + test})
    git(repo, "commit", "-qam", "Refuse turned bounds\n\nThey gave nonsense.")
    write_tree(repo, {"README.md": "words\n"})
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "Words")
    return repo


@pytest.fixture
def runner() -> TestRunner:
    """Runs tests with the interpreter that runs us."""
    return TestRunner(sandbox=Sandbox(), python=Path(sys.executable), limits=Limits())
