"""A small repository in JavaScript, and what the rooms make of it."""

from __future__ import annotations

import subprocess
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from patchcritic.domain import TestCase
from patchcritic.languages.javascript import JavaScript
from patchcritic.pipeline import Analysis, ChangeUnderTest, Clock, analyse_change
from patchcritic.snapshot import MemorySnapshot, Workspace
from patchcritic.symbols import SymbolIndex

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Found:
    """What discovery says of one file."""

    tests: tuple[TestCase, ...]
    warnings: tuple[str, ...]

    @property
    def ids(self) -> list[str]:
        return [str(test.node_id) for test in self.tests]


@pytest.fixture
def index() -> SymbolIndex:
    language = JavaScript()
    index = SymbolIndex()
    index.add_parser(language.suffixes, language.symbols)
    return index


@pytest.fixture
def discover(index: SymbolIndex) -> Callable[[str, str], Found]:
    """Finds the tests of one file's text."""

    def find(path: str, text: str) -> Found:
        snapshot = MemorySnapshot({path: textwrap.dedent(text)})
        found = JavaScript().discover(snapshot, [path], index)
        return Found(found.tests, found.warnings)

    return find


@pytest.fixture
def analyse(tmp_path: Path) -> Callable[[Files, Files], Analysis]:
    """Commits the files, then asks which tests the change to ``new`` concerns."""

    def run(old: Files, new: Files) -> Analysis:
        commit(tmp_path, old)
        commit(tmp_path, new)
        change = ChangeUnderTest(old="HEAD~1", new="HEAD")
        with Workspace.open(tmp_path) as workspace:
            return analyse_change(workspace, change, index=SymbolIndex(), clock=Clock())

    return run


def commit(repo: Path, files: Files) -> None:
    """Write the files and commit everything."""
    for path, content in files.items():
        (repo / path).parent.mkdir(parents=True, exist_ok=True)
        data = content if isinstance(content, bytes) else textwrap.dedent(content).encode()
        (repo / path).write_bytes(data)
    if not (repo / ".git").exists():
        git(repo, "init", "-q")
    git(repo, "add", "-A")
    git(repo, "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "step")


def git(repo: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=repo, check=True, capture_output=True)
