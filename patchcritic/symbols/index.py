"""Parsed files, remembered per blob so that no content is parsed twice."""

from __future__ import annotations

from typing import Protocol

from patchcritic.domain import Snapshot
from patchcritic.symbols.definitions import parse_symbols
from patchcritic.symbols.nouns import FileSymbols


class SymbolStore(Protocol):
    """Keeps a parsed file's row between runs, under its git blob id."""

    def get_symbols(self, blob_id: str) -> FileSymbols | None:
        """The row of a blob, or None when it is not kept."""

    def put_symbols(self, blob_id: str, symbols: FileSymbols) -> None:
        """Keep a blob's row."""


class SymbolIndex:
    """The symbols of any file of a snapshot, parsed at most once per content."""

    def __init__(self, store: SymbolStore | None = None) -> None:
        """Remember in memory, and in ``store`` too when there is one."""
        self._store = store
        self._known: dict[str, FileSymbols] = {}

    def symbols(self, snapshot: Snapshot, path: str) -> FileSymbols | None:
        """The file's symbols; None when the snapshot has no such file.

        A file that is there but cannot be read as text has ``error`` set.
        """
        blob_id = snapshot.blob_id(path)
        if blob_id is None:
            return None
        known = self._known.get(blob_id)
        if known is None and self._store is not None:
            known = self._store.get_symbols(blob_id)
        if known is None:
            text = snapshot.read(path)
            if text is None:
                known = FileSymbols(error="not UTF-8 text, or over the size limit")
            else:
                known = parse_symbols(text)
            if self._store is not None:
                self._store.put_symbols(blob_id, known)
        self._known[blob_id] = known
        return known
