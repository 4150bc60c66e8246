"""A snapshot from a plain mapping, for library users and tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from patchcritic.snapshot.text import MAX_TEXT_BYTES, decode_text


class MemorySnapshot:
    """A tree of files given as path -> text or bytes; ids are git's for blobs."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {
            path: content.encode("utf-8", "surrogateescape")
            if isinstance(content, str)
            else content
            for path, content in sorted(files.items())
        }

    @property
    def tree_id(self) -> str:
        """A digest of all paths and contents; not the id of a git tree."""
        digest = hashlib.sha1(usedforsecurity=False)
        for path in self._files:
            digest.update(f"{self.blob_id(path)} {path}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()

    def paths(self) -> tuple[str, ...]:
        """Every file's path, sorted."""
        return tuple(self._files)

    def read(self, path: str) -> str | None:
        """The file's text, or None when it is absent, not text, or over the size limit."""
        raw = self.read_bytes(path)
        return None if raw is None else decode_text(raw)

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes, or None when it is absent or over the size limit."""
        raw = self._files.get(path)
        return None if raw is None or len(raw) > MAX_TEXT_BYTES else raw

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files; absent ones and those over the size limit are skipped."""
        for path in paths:
            raw = self.read_bytes(path)
            if raw is not None:
                yield path, raw

    def blob_id(self, path: str) -> str | None:
        """The git blob's id, or None when the file is absent."""
        raw = self._files.get(path)
        if raw is None:
            return None
        return hashlib.sha1(b"blob %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()
