"""Small repositories written as text, discovered as pytest would collect them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping

import pytest

from patchcritic.discovery import Discovery, discover_tests, load_layout
from patchcritic.snapshot import MemorySnapshot

Discover = Callable[[Mapping[str, str]], Discovery]
Ids = Callable[..., list[str]]


def _dedent(files: Mapping[str, str]) -> dict[str, str]:
    return {path: textwrap.dedent(text) for path, text in files.items()}


@pytest.fixture
def discover() -> Discover:
    """Discovers all test files of a repository given as path -> text."""

    def run(files: Mapping[str, str]) -> Discovery:
        snapshot = MemorySnapshot(_dedent(files))
        layout = load_layout(snapshot)
        paths = [path for path in snapshot.paths() if layout.is_test_file(path)]
        return discover_tests(snapshot, paths, layout)

    return run


@pytest.fixture
def ids(discover: Discover) -> Ids:
    """The node ids of one test module without its path, beside other files."""

    def run(text: str, **others: str) -> list[str]:
        named = {name.replace("__", "/") + ".py": other for name, other in others.items()}
        found = discover({"test_it.py": text, **named})
        return [str(test.node_id).removeprefix("test_it.py::") for test in found.tests]

    return run
