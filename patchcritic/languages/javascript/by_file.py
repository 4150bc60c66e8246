"""JavaScript without its grammars: whole test files, by what they import."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.domain import (
    ChangedSymbol,
    Fact,
    NodeId,
    Patch,
    Snapshot,
    Snapshots,
    Span,
    TestCase,
    TestStatus,
)
from patchcritic.impact import Impact, Reached, ReachKind
from patchcritic.languages.javascript.graph import ScriptGraph, is_test_path
from patchcritic.languages.nouns import Facts, FoundTests
from patchcritic.symbols import MODULE, FileSymbols, SymbolIndex

MISSING = (
    "JavaScript and TypeScript are judged by whole test files only; "
    "for single tests: pip install 'patchcritic[languages]'"
)


class ScriptFiles:
    """What stands in for ``JavaScript`` while the extra is not installed."""

    name = "JavaScript"
    suffixes: tuple[str, ...] = ()

    def symbols(self, path: str, text: str) -> FileSymbols:
        """None are known."""
        return FileSymbols(error="needs patchcritic[languages]")

    def is_test_file(self, snapshot: Snapshot, path: str) -> bool:
        """Whether the default patterns of a runner collect the file."""
        return is_test_path(path)

    def discover(self, snapshot: Snapshot, paths: Iterable[str], index: SymbolIndex) -> FoundTests:
        """One test for each file, with the file's path as its id."""
        tests = []
        for path in paths:
            n_lines = (snapshot.read(path) or "").count("\n") + 1
            tests.append(
                TestCase(
                    node_id=NodeId(path=path, names=()),
                    span=Span(path=path, start=1, end=n_lines),
                    note="the whole file: its tests are not told apart",
                )
            )
        return FoundTests(tests=tuple(tests))

    def find_impact(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Impact:
        """The test files that import a changed file, at whatever distance."""
        graph = ScriptGraph(snapshots.patched)
        tests = [path for path in snapshots.patched.paths() if is_test_path(path)]
        touched = [one.path for one in changed if not one.is_cosmetic]
        reached = []
        for path in tests:
            seen = [one for one in touched if graph.sees(path, one)]
            if seen:
                own = path in seen
                reached.append(
                    Reached(
                        path=path,
                        qualname=MODULE,
                        score=1.0 if own else 0.5,
                        distance=0 if own else 1,
                        trail=(path,) if own else (path, seen[0]),
                        kind=ReachKind.FILE,
                    )
                )
        return Impact(
            changed=changed,
            reached=tuple(reached),
            test_paths=tuple(one.path for one in reached),
        )

    def facts(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Facts:
        """None."""
        return _NoFacts()


class _NoFacts:
    def patch_facts(self) -> tuple[Fact, ...]:
        return ()

    def test_facts(
        self, test: TestCase, *, is_reached: bool, base_status: TestStatus | None = None
    ) -> tuple[Fact, ...]:
        return ()
