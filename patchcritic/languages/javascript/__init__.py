"""JavaScript and TypeScript with jest, vitest, mocha and node:test, read through tree-sitter."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.domain import ChangedSymbol, Patch, Snapshot, Snapshots
from patchcritic.impact import Impact
from patchcritic.languages.javascript.by_file import MISSING, ScriptFiles
from patchcritic.languages.javascript.definitions import parse_symbols
from patchcritic.languages.javascript.discovery import discover_tests
from patchcritic.languages.javascript.grammar import SUFFIXES, is_installed
from patchcritic.languages.javascript.graph import is_test_path
from patchcritic.languages.javascript.impact import find_impact
from patchcritic.languages.javascript.syntax import ScriptFacts
from patchcritic.languages.nouns import Facts, FoundTests, Language
from patchcritic.symbols import FileSymbols, SymbolIndex

__all__ = ["JavaScript", "ScriptFiles", "load"]


def load() -> tuple[Language, str]:
    """JavaScript, or what stands in for it without the extra together with a warning."""
    if is_installed():
        return JavaScript(), ""
    return ScriptFiles(), MISSING


class JavaScript:
    """Needs the extra ``patchcritic[languages]``; ``load`` looks whether it is there."""

    name = "JavaScript"
    suffixes = SUFFIXES

    def symbols(self, path: str, text: str) -> FileSymbols:
        """What a script defines, imports and names; tests and suites are definitions too."""
        return parse_symbols(path, text)

    def is_test_file(self, snapshot: Snapshot, path: str) -> bool:
        """Whether the default patterns of a runner collect the file."""
        return is_test_path(path)

    def discover(self, snapshot: Snapshot, paths: Iterable[str], index: SymbolIndex) -> FoundTests:
        """The tests of these scripts, with ids ``path::suite title::test title``."""
        return discover_tests(snapshot, paths, index)

    def find_impact(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Impact:
        """Everything in the tests that the changed symbols can affect."""
        return find_impact(snapshots, patch, changed, index)

    def facts(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Facts:
        """New syntax errors and skip marks."""
        return ScriptFacts(snapshots, patch, index)
