"""Small trees before and after a patch, and what the context room makes of them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from textwrap import dedent

import pytest

from patchcritic.context import ContextBuilder
from patchcritic.context.source import SourceTree
from patchcritic.diff import parse_patch
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import Context, Patch, Snapshots, TestCase
from patchcritic.impact import find_changes
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex

Files = Mapping[str, str | bytes]


@dataclass
class Case:
    """A base tree, a patched tree, and the patch between them."""

    snapshots: Snapshots
    patch: Patch
    index: SymbolIndex

    @property
    def base(self) -> SourceTree:
        return SourceTree(self.snapshots.base, self.index)

    @property
    def patched(self) -> SourceTree:
        return SourceTree(self.snapshots.patched, self.index)

    def tests(self) -> dict[str, TestCase]:
        layout = load_layout(self.snapshots.patched)
        paths = [p for p in self.snapshots.patched.paths() if layout.is_test_file(p)]
        found = discover_tests(self.snapshots.patched, paths, layout)
        return {str(test.node_id): test for test in found.tests}

    def builder(self, **options: object) -> ContextBuilder:
        changed = find_changes(self.snapshots, self.patch, self.index)
        return ContextBuilder(self.snapshots, self.patch, changed, self.index, **options)  # type: ignore[arg-type]

    def build(self, node_id: str, **options: object) -> Context:
        return self.builder(**options).build(self.tests()[node_id])


MakeCase = Callable[[Files, Files], Case]


@pytest.fixture
def make_case() -> MakeCase:
    return _make_case


@pytest.fixture
def make_tree() -> Callable[[Files], SourceTree]:
    return lambda files: SourceTree(MemorySnapshot(_dedent(files)), SymbolIndex())


def _make_case(base: Files, changes: Files) -> Case:
    old = _dedent(base)
    new = {**old, **_dedent(changes)}
    text = "".join(_diff(path, old.get(path, ""), new[path]) for path in sorted(new))
    snapshots = Snapshots(base=MemorySnapshot(old), patched=MemorySnapshot(new))
    return Case(snapshots=snapshots, patch=parse_patch(text), index=SymbolIndex())


def _dedent(files: Files) -> dict[str, str | bytes]:
    return {
        path: dedent(text).lstrip("\n") if isinstance(text, str) else text
        for path, text in files.items()
    }


def _diff(path: str, old: str | bytes, new: str | bytes) -> str:
    if old == new or isinstance(old, bytes) or isinstance(new, bytes):
        return ""
    before = f"a/{path}" if old else "/dev/null"
    head = f"diff --git a/{path} b/{path}\n" + ("" if old else "new file mode 100644\n")
    rows = difflib.unified_diff(
        old.splitlines(keepends=True), new.splitlines(keepends=True), before, f"b/{path}"
    )
    return head + "".join(rows)
