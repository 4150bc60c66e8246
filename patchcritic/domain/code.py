"""The code side: trees of files, places in them, and what changed there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from patchcritic.domain.patch import Change


@runtime_checkable
class Snapshot(Protocol):
    """A read-only tree of files at one point, read from git's object database."""

    @property
    def tree_id(self) -> str:
        """The git tree object's id."""

    def paths(self) -> tuple[str, ...]:
        """Every regular file's path, sorted; symbolic links and submodules are left out."""

    def read(self, path: str) -> str | None:
        """The file's text, or None when it is absent, not text, or over the size limit."""

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes, or None when it is absent or over the size limit."""

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files in one pipelined pass; absent ones are skipped."""

    def blob_id(self, path: str) -> str | None:
        """The git blob's id, the key under which what is derived from the file is cached."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshots:
    """The tree before the patch, and the one with the patch (and the test patch) applied."""

    base: Snapshot
    patched: Snapshot


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Lines ``start`` to ``end`` of a file, both included."""

    path: str
    start: int
    end: int

    def __str__(self) -> str:
        return f"{self.path}:{self.start}"


class SymbolKind(StrEnum):
    """What a definition is."""

    FUNCTION = "function"
    METHOD = "method"
    CLASS = "class"
    VARIABLE = "variable"
    """A module constant, a class attribute, or another assigned name."""
    IMPORT = "import"
    STATEMENT = "statement"
    """Module-level code that defines no name."""
    FILE = "file"
    """A whole file that is not analysed further: templates, data, unparsable sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedSymbol:
    """A definition whose behaviour the patch may change."""

    path: str
    qualname: str
    kind: SymbolKind
    change: Change
    old_span: Span | None
    """Where it was in the base tree; None when the patch adds it."""
    new_span: Span | None
    """Where it is in the patched tree; None when the patch deletes it."""
    is_cosmetic: bool = False
    """Only formatting, comments or docstrings differ: no behaviour change."""
    detail: str = ""
    """What differs, for a reader: ``body``, ``default arguments``, ``decorators``, ``moved``."""

    def __str__(self) -> str:
        return f"{self.path}::{self.qualname}"
