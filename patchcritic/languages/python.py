"""Python with pytest and unittest: the complete language, made of the rooms below."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.discovery import TestLayout, discover_tests, load_layout
from patchcritic.domain import ChangedSymbol, Patch, Snapshot, Snapshots
from patchcritic.impact import Impact, find_impact
from patchcritic.languages.nouns import Facts, FoundTests
from patchcritic.symbols import FileSymbols, SymbolIndex, parse_symbols


class Python:
    """Asks the rooms for discovery, impact and facts; adds nothing of its own."""

    name = "Python"
    suffixes = (".py",)

    def __init__(self) -> None:
        """No layout is read before it is asked for."""
        self._layouts: dict[str, TestLayout] = {}

    def symbols(self, path: str, text: str) -> FileSymbols:
        """``symbols.parse_symbols``; ``path`` does not matter."""
        return parse_symbols(text)

    def is_test_file(self, snapshot: Snapshot, path: str) -> bool:
        """Whether pytest would collect the file, by the project's own options."""
        return self._layout(snapshot).is_test_file(path)

    def discover(self, snapshot: Snapshot, paths: Iterable[str], index: SymbolIndex) -> FoundTests:
        """``discovery.discover_tests`` with the project's own options."""
        found = discover_tests(snapshot, paths, self._layout(snapshot))
        return FoundTests(tests=found.tests, warnings=found.warnings)

    def find_impact(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Impact:
        """``impact.find_impact``; other languages' files count through the code naming them."""
        is_test_file = self._layout(snapshots.patched).is_test_file
        return find_impact(snapshots, patch, changed, index, is_test_file=is_test_file)

    def facts(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Facts:
        """``facts.FactFinder``; loaded here, since listing tests does without."""
        from patchcritic.facts import FactFinder

        return FactFinder(snapshots, patch, changed, index)

    def _layout(self, snapshot: Snapshot) -> TestLayout:
        layout = self._layouts.get(snapshot.tree_id)
        if layout is None:
            layout = self._layouts[snapshot.tree_id] = load_layout(snapshot)
        return layout
