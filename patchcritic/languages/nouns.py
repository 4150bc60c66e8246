"""What a programming language has to bring so that its repositories can be judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from patchcritic.domain import ChangedSymbol, Fact, Patch, Snapshot, Snapshots, TestCase, TestStatus
from patchcritic.impact import Impact
from patchcritic.symbols import FileSymbols, SymbolIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTests:
    """The tests of some files."""

    tests: tuple[TestCase, ...]
    warnings: tuple[str, ...] = ()
    """One sentence each: what could not be read or known."""


class Facts(Protocol):
    """What is certain about one change without running or asking anything."""

    def patch_facts(self) -> tuple[Fact, ...]:
        """Premises about the changed files, for example a syntax error that the patch brings."""

    def test_facts(
        self, test: TestCase, *, is_reached: bool, base_status: TestStatus | None = None
    ) -> tuple[Fact, ...]:
        """Facts about one test, decisive ones first."""


class Language(Protocol):
    """One programming language: how its files are read and how its tests are found.

    Changed symbols, associations, contexts and prompts need no more than this.
    """

    @property
    def name(self) -> str:
        """For messages: ``Python``, ``JavaScript``."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its source files, with the dot."""

    def symbols(self, path: str, text: str) -> FileSymbols:
        """What a file defines, imports and names. Never raises."""

    def is_test_file(self, snapshot: Snapshot, path: str) -> bool:
        """Whether the usual runners collect tests from the file."""

    def discover(self, snapshot: Snapshot, paths: Iterable[str], index: SymbolIndex) -> FoundTests:
        """The tests of these files, found in the source."""

    def find_impact(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Impact:
        """Everything in this language's tests that the changed symbols can affect."""

    def facts(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: tuple[ChangedSymbol, ...],
        index: SymbolIndex,
    ) -> Facts:
        """What is certain about the change and its tests."""
