"""Parsed files, remembered per blob so that no content is parsed twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from patchcritic.domain import Snapshot
from patchcritic.symbols.definitions import parse_symbols
from patchcritic.symbols.nouns import FileSymbols
from patchcritic.symbols.rows import decode_symbols, encode_symbols
from patchcritic.symbols.tokens import TokenTable, token_text

Parser = Callable[[str, str], FileSymbols]
"""From a path and the file's text to its symbols; never raises."""


class SymbolStore(Protocol):
    """Keeps rows of bytes between runs: one of each kind per git blob id.

    Of a file that is no Python, the key is the blob's id with the file's suffix behind it.
    """

    def get_rows(self, kind: str, blob_ids: Iterable[str]) -> dict[str, bytes]:
        """The rows of that kind which are kept among these blobs'."""

    def put_rows(self, kind: str, rows: Mapping[str, bytes]) -> None:
        """Keep rows under their blob ids."""


class SymbolIndex:
    """The symbols and identifiers of any file of a snapshot, each content read at most once."""

    def __init__(self, store: SymbolStore | None = None) -> None:
        """Remember in memory, and in ``store`` too when there is one."""
        self.store = store
        """Others may keep rows there too, under kinds of their own."""
        self._known: dict[str, FileSymbols] = {}
        self._unsaved: dict[str, bytes] = {}
        self._token_texts: dict[str, bytes] = {}
        self._parsers: dict[str, Parser] = {}

    def add_parser(self, suffixes: Iterable[str], parse: Parser) -> None:
        """Read the files with these endings too, those of another language than Python."""
        self._parsers.update(dict.fromkeys(suffixes, parse))

    def has_parser(self, path: str) -> bool:
        """Whether the file is of a language added with ``add_parser``."""
        return self._parser_of(path) is not None

    def _parser_of(self, path: str) -> Parser | None:
        return self._parsers.get(path[path.rfind(".") :])

    def symbols(
        self, snapshot: Snapshot, path: str, *, has_digests: bool = False
    ) -> FileSymbols | None:
        """The file's symbols; None when the snapshot has no such file.

        A file that is there but cannot be read as text has ``error`` set. Digests, for the
        comparison of two versions, are there only when asked for: they cost as much again.
        """
        blob_id = snapshot.blob_id(path)
        if blob_id is None:
            return None
        parse = self._parser_of(path)
        # The same content means something else in another language, so it gets another key.
        key = blob_id if parse is None else f"{blob_id}{path[path.rfind('.') :]}"
        known = self._known.get(key) or self._load(key)
        is_enough = parse is not None or not has_digests or (known and _has_digests(known))
        if known is None or not is_enough:
            text = snapshot.read(path)
            if text is None:
                known = FileSymbols(error="not UTF-8 text, or over the size limit")
            elif parse is not None:
                known = parse(path, text)
            else:
                known = parse_symbols(text, has_digests=has_digests)
            if self.store is not None:
                self._unsaved[key] = encode_symbols(known)
        self._known[key] = known
        return known

    def tokens(self, snapshot: Snapshot) -> TokenTable:
        """Which Python file of the snapshot holds which identifier; no file is parsed for it."""
        blobs: dict[str, str] = {}
        for path in snapshot.paths():
            blob_id = snapshot.blob_id(path) if path.endswith(".py") else None
            if blob_id is not None:
                blobs[path] = blob_id
        texts = self._token_texts
        missing = {blob_id for blob_id in blobs.values() if blob_id not in texts}
        if missing and self.store is not None:
            texts.update(self.store.get_rows("tokens", missing))
        wanted = [path for path, blob_id in blobs.items() if blob_id not in texts]
        fresh = {blobs[path]: token_text(data) for path, data in snapshot.read_all(wanted)}
        texts.update(fresh)
        if fresh and self.store is not None:
            self.store.put_rows("tokens", fresh)
        return TokenTable((path, texts.get(blob_id, b"")) for path, blob_id in blobs.items())

    def save(self) -> None:
        """Hand everything parsed since the last call to the store, in one go."""
        if self.store is not None and self._unsaved:
            self.store.put_rows("symbols", self._unsaved)
        self._unsaved = {}

    def _load(self, key: str) -> FileSymbols | None:
        if self.store is None:
            return None
        row = self.store.get_rows("symbols", (key,)).get(key)
        return None if row is None else decode_symbols(row)


def _has_digests(symbols: FileSymbols) -> bool:
    return not symbols.definitions or bool(symbols.definitions[0].digest)
