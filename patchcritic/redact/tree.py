"""A tree of files as it may be shown: without secrets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from patchcritic.domain import Snapshot
from patchcritic.redact.redactor import Redactor


class RedactedSnapshot:
    """Another snapshot's files, each redacted whole when it is read.

    Whole, since a private key in the middle of which an excerpt begins does not look like one.
    """

    def __init__(self, inner: Snapshot, redactor: Redactor) -> None:
        self._inner = inner
        self._redactor = redactor
        self._texts: dict[str, str | None] = {}

    @property
    def tree_id(self) -> str:
        """The inner tree's id."""
        return self._inner.tree_id

    def paths(self) -> tuple[str, ...]:
        """Every regular file's path, sorted."""
        return self._inner.paths()

    def read(self, path: str) -> str | None:
        """The file's text without secrets, or None as of the inner snapshot."""
        if path not in self._texts:
            text = self._inner.read(path)
            redacted = None if text is None else self._redactor.redact(text, path)
            if redacted == text:
                return text  # which the inner one keeps
            self._texts[path] = redacted
        return self._texts[path]

    def read_bytes(self, path: str) -> bytes | None:
        """The file's bytes, those of a text without secrets."""
        if self._is_changed(path):
            return (self.read(path) or "").encode("utf-8", "surrogateescape")
        return self._inner.read_bytes(path)

    def read_all(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of many files, those of texts without secrets."""
        for path, raw in self._inner.read_all(paths):
            text = raw.decode("utf-8", "surrogateescape")
            redacted = text if "\0" in text else self._redactor.redact(text, path)
            yield path, raw if redacted == text else redacted.encode("utf-8", "surrogateescape")

    def blob_id(self, path: str) -> str | None:
        """The inner blob's id, or another one for a file that is not shown as it is: what is
        derived from the one must not be taken for what is derived from the other."""
        if not self._is_changed(path):
            return self._inner.blob_id(path)
        raw = self.read_bytes(path) or b""
        return hashlib.sha1(b"redacted\0" + raw, usedforsecurity=False).hexdigest()

    def _is_changed(self, path: str) -> bool:
        self.read(path)
        return path in self._texts
