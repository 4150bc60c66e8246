"""A change as two mappings of files, analysed like a patch of a repository."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from patchcritic.diff import parse_patch
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import Association, ChangedSymbol, NodeId, Patch, Snapshots
from patchcritic.impact import Impact, associate, find_changes, find_impact
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex

Files = Mapping[str, str | bytes]


@dataclass(frozen=True)
class Analysed:
    """Everything that the room says about one change."""

    changed: tuple[ChangedSymbol, ...]
    impact: Impact
    associations: tuple[Association, ...]

    @property
    def ids(self) -> set[str]:
        """The associated tests."""
        return {str(one.node_id) for one in self.associations}

    @property
    def changes(self) -> set[tuple[str, str, str]]:
        """Qualname, change and detail of everything that is not cosmetic."""
        return {
            (one.qualname, one.change.value, one.detail)
            for one in self.changed
            if not one.is_cosmetic
        }

    def reasons(self, node_id: str) -> tuple[str, ...]:
        """Why a test is associated."""
        return next(one.reasons for one in self.associations if str(one.node_id) == node_id)


Analyse = Callable[..., Analysed]


@pytest.fixture
def analyse() -> Analyse:
    """Analyse the change from ``base`` to ``base`` with ``edits`` on top; None deletes a file."""

    def run(
        base: Files,
        edits: Mapping[str, str | bytes | None],
        *,
        renames: Mapping[str, str] | None = None,
        explicit: tuple[str, ...] = (),
    ) -> Analysed:
        patched = {path: text for path, text in {**base, **edits}.items() if text is not None}
        patch = make_patch(base, patched, renames or {})
        snapshots = Snapshots(base=MemorySnapshot(base), patched=MemorySnapshot(patched))
        index = SymbolIndex()
        changed = find_changes(snapshots, patch, index)
        layout = load_layout(snapshots.patched)
        impact = find_impact(snapshots, patch, changed, index, is_test_file=layout.is_test_file)
        wanted = [NodeId.parse(text) for text in explicit]
        paths = {*impact.test_paths, *(one.path for one in wanted)}
        tests = discover_tests(snapshots.patched, sorted(paths), layout).tests
        return Analysed(changed, impact, associate(impact, tests, explicit=wanted))

    return run


def make_patch(base: Files, patched: Files, renames: Mapping[str, str]) -> Patch:
    """The diff between two mappings as git prints it; ``renames`` is from old to new."""
    parts = []
    for path in sorted({*base, *patched} - set(renames.values())):
        new_path = renames.get(path, path)
        old, new = base.get(path), patched.get(new_path)
        if old == new and path == new_path:
            continue
        parts.append(f"diff --git a/{path} b/{new_path}\n")
        if path != new_path:
            parts.append(f"similarity index 90%\nrename from {path}\nrename to {new_path}\n")
        parts.append("new file mode 100644\n" if old is None else "")
        parts.append("deleted file mode 100644\n" if new is None else "")
        if isinstance(old, bytes) or isinstance(new, bytes):
            parts.append(f"Binary files a/{path} and b/{new_path} differ\n")
            continue
        before = "/dev/null" if old is None else f"a/{path}"
        after = "/dev/null" if new is None else f"b/{new_path}"
        lines = (old or "").splitlines(keepends=True), (new or "").splitlines(keepends=True)
        parts.extend(difflib.unified_diff(*lines, before, after))
    return parse_patch("".join(parts))
