"""Answers of critics, kept under the digest of everything that shaped them."""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

from patchcritic.cache.store_file import StoreFile, StoreInfo
from patchcritic.folders import cache_dir

FILE_NAME = "answers.sqlite3"
MAX_BYTES = 256 * 1024 * 1024
"""What the answers may take: at about 2 kB each, some 130,000 of them."""

_VERSION = 1
_SCHEMA = """
CREATE TABLE answers (
    key TEXT PRIMARY KEY, value TEXT NOT NULL, size INTEGER NOT NULL, used_at REAL NOT NULL
);
CREATE INDEX answers_by_use ON answers (used_at, size);
"""
_TOUCH_AFTER_S = 3600.0
"""A read notes its time only this often, so that a cached run is not one write per answer."""
_TRIM_EVERY = 64
"""Writes between two looks at the size; the bound may be passed by that many answers."""
_TRIM_TO = 0.9


class AnswerStore:
    """Keeps JSON objects by key, on disk, bounded in size, least recently used out first.

    Safe with several threads and several processes. A stored answer survives the process being
    killed. Trouble with the disk is logged once and costs the caching, never the run.
    """

    def __init__(self, path: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        """``path`` is the database file, by default ``answers.sqlite3`` in the cache folder.

        Nothing is created before the first :meth:`put`.
        """
        where = cache_dir() / FILE_NAME if path is None else path
        self._file = StoreFile(where, schema=_SCHEMA, version=_VERSION, max_bytes=max_bytes)
        self._n_puts = 0

    def get(self, key: str) -> dict[str, Any] | None:
        """The object stored under ``key``, or None."""
        text = self._file.read(lambda connection: _select(connection, key), default=None)
        try:
            value = None if text is None else json.loads(text)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def put(self, key: str, value: dict[str, Any]) -> None:
        """Store an object; when this returns the answer outlives the process."""
        text = json.dumps(value, separators=(",", ":"))
        row = (key, text, len(key) + len(text), time.time())
        self._file.write(lambda connection: _insert(connection, row))
        self._n_puts += 1
        if self._n_puts % _TRIM_EVERY == 1:
            self._file.write(lambda connection: _trim(connection, self._file.max_bytes))

    def delete(self, key: str) -> None:
        """Forget the answer under ``key``, if there is one."""
        self._file.read(lambda connection: _delete(connection, key), default=None)

    @property
    def path(self) -> Path:
        """The database file, whether it exists yet or not."""
        return self._file.path

    def info(self) -> StoreInfo:
        """How much is stored, and where."""
        return self._file.info(_count)

    def clear(self) -> int:
        """Forget every answer and give the space back; the number of answers forgotten."""
        return self._file.read(_delete_all, default=0)

    def close(self) -> None:
        """Close the file. The store may be used again; it opens on need."""
        self._file.close()


def _select(connection: sqlite3.Connection, key: str) -> str | None:
    row = connection.execute("SELECT value FROM answers WHERE key = ?", (key,)).fetchone()
    if row is None:
        return None
    now = time.time()
    connection.execute(
        "UPDATE answers SET used_at = ? WHERE key = ? AND used_at < ?",
        (now, key, now - _TOUCH_AFTER_S),
    )
    return str(row[0])


def _insert(connection: sqlite3.Connection, row: tuple[str, str, int, float]) -> None:
    connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?)", row)


def _delete(connection: sqlite3.Connection, key: str) -> None:
    connection.execute("DELETE FROM answers WHERE key = ?", (key,))


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM answers").fetchone()[0])


def _delete_all(connection: sqlite3.Connection) -> int:
    n_deleted = connection.execute("DELETE FROM answers").rowcount
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return n_deleted


def _trim(connection: sqlite3.Connection, max_bytes: int) -> None:
    """Delete the least recently used answers once ``max_bytes`` are passed, down to 90 %."""
    total = connection.execute("SELECT coalesce(sum(size), 0) FROM answers").fetchone()[0]
    if total <= max_bytes:
        return
    excess = total - int(max_bytes * _TRIM_TO)
    connection.execute(
        """
        DELETE FROM answers WHERE key IN (
            SELECT key FROM (
                SELECT key, sum(size) OVER (ORDER BY used_at, key) - size AS before FROM answers
            ) WHERE before < ?
        )""",
        (excess,),
    )
