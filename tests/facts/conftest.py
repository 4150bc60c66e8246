from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from textwrap import dedent
from typing import Protocol

import pytest

from patchcritic.diff import parse_patch
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import Fact, Patch, Snapshots, TestStatus
from patchcritic.facts import FactFinder
from patchcritic.facts.engine import Engine
from patchcritic.facts.tree import ParsedStore, Tree
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex

Files = Mapping[str, str]
EngineOf = Callable[[Files], Engine]


class Judge(Protocol):
    def __call__(
        self,
        base: Files,
        changes: Mapping[str, str | None],
        node_id: str,
        *,
        is_reached: bool = True,
        base_status: TestStatus | None = None,
    ) -> tuple[Fact, ...]: ...


def _clean(files: Files) -> dict[str, str]:
    texts = {path: dedent(text).strip("\n") for path, text in files.items()}
    return {path: text + "\n" if text else "" for path, text in texts.items()}


def _patch(base: Files, patched: Files) -> Patch:
    parts = []
    for path in sorted({*base, *patched}):
        old, new = base.get(path, ""), patched.get(path, "")
        if old != new:
            before = f"a/{path}" if path in base else "/dev/null"
            after = f"b/{path}" if path in patched else "/dev/null"
            lines = difflib.unified_diff(
                old.splitlines(keepends=True), new.splitlines(keepends=True), before, after
            )
            parts.append("".join(lines))
    return parse_patch("".join(parts))


@pytest.fixture
def engine_of() -> EngineOf:
    """An engine over a repository given as path -> text."""

    def make(files: Files) -> Engine:
        return Engine(Tree(MemorySnapshot(_clean(files)), ParsedStore()))

    return make


@pytest.fixture
def finder_of() -> Callable[[Files, Files], FactFinder]:
    """A finder for the change from one set of files to another."""

    def make(base: Files, patched: Files) -> FactFinder:
        base, patched = _clean(base), _clean(patched)
        snapshots = Snapshots(base=MemorySnapshot(base), patched=MemorySnapshot(patched))
        return FactFinder(snapshots, _patch(base, patched), (), SymbolIndex())

    return make


@pytest.fixture
def judge(finder_of: Callable[[Files, Files], FactFinder]) -> Judge:
    """The facts about one test after some files changed; None deletes a file."""

    def run(
        base: Files,
        changes: Mapping[str, str | None],
        node_id: str,
        *,
        is_reached: bool = True,
        base_status: TestStatus | None = None,
    ) -> tuple[Fact, ...]:
        patched = {**base, **{path: text for path, text in changes.items() if text is not None}}
        for path in [path for path, text in changes.items() if text is None]:
            del patched[path]
        finder = finder_of(base, patched)
        snapshot = MemorySnapshot(_clean(patched))
        path = node_id.partition("::")[0]
        found = discover_tests(snapshot, [path], load_layout(snapshot)).tests
        case = next(case for case in found if str(case.node_id) == node_id)
        is_old = path in base and node_id.rpartition("::")[2].partition("[")[0] in base[path]
        if not is_old:
            case = replace(case, exists_in=frozenset({"patched"}))
        return finder.test_facts(case, is_reached=is_reached, base_status=base_status)

    return run
