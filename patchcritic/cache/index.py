"""What was derived from files, kept per git blob id so that the next run need not read them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterable, Mapping
from pathlib import Path

from patchcritic.cache.store_file import StoreFile, StoreInfo
from patchcritic.folders import cache_dir

FILE_NAME = "index.sqlite3"
MAX_BYTES = 512 * 1024 * 1024
"""Django's 2,800 files take about 6 MB of identifiers, and 10 kB for each file parsed."""

_VERSION = 2
_SCHEMA = """
CREATE TABLE rows (
    kind TEXT NOT NULL, blob_id TEXT NOT NULL, value BLOB NOT NULL, used_on INTEGER NOT NULL,
    UNIQUE (kind, blob_id)
);
"""
_CHUNK = 500
"""Blob ids in one statement; sqlite's older limit on variables is 999."""
_DAY_S = 86_400
_TRIM_TO = 0.8


class IndexStore:
    """Keeps rows of bytes by kind and blob id, bounded in size, oldest use out first.

    A blob's content never changes, so a row is never wrong and writing it twice is harmless:
    several processes may use one file. Trouble with the disk is logged once and costs the
    caching, never the run.
    """

    def __init__(self, path: Path | None = None, *, max_bytes: int = MAX_BYTES) -> None:
        """``path`` is the database file, by default ``index.sqlite3`` in the cache folder.

        Nothing is created before the first :meth:`put_rows`.
        """
        where = cache_dir() / FILE_NAME if path is None else path
        self._file = StoreFile(where, schema=_SCHEMA, version=_VERSION, max_bytes=max_bytes)

    def get_rows(self, kind: str, blob_ids: Iterable[str]) -> dict[str, bytes]:
        """The rows of that kind which are kept among these blobs'."""
        wanted = list(blob_ids)
        return self._file.read(lambda connection: _select(connection, kind, wanted), default={})

    def put_rows(self, kind: str, rows: Mapping[str, bytes]) -> None:
        """Keep rows under their blob ids, all of them or none."""
        if not rows:
            return
        today = _today()
        values = [(kind, blob_id, value, today) for blob_id, value in rows.items()]
        self._file.write(
            lambda connection: _insert(connection, values),
            lambda connection: _trim(connection, self._file.max_bytes),
        )

    def info(self) -> StoreInfo:
        """How much is stored, and where."""
        return self._file.info(_count)

    def clear(self) -> int:
        """Forget every row and give the space back; the number of rows forgotten."""
        return self._file.read(_delete_all, default=0)

    def close(self) -> None:
        """Close the file. The store may be used again; it opens on need."""
        self._file.close()


def _today() -> int:
    return int(time.time()) // _DAY_S


def _select(connection: sqlite3.Connection, kind: str, blob_ids: list[str]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    oldest = today = _today()
    for start in range(0, len(blob_ids), _CHUNK):
        chunk = blob_ids[start : start + _CHUNK]
        marks = ",".join("?" * len(chunk))
        query = f"SELECT blob_id, value, used_on FROM rows WHERE kind = ? AND blob_id IN ({marks})"
        for blob_id, value, used_on in connection.execute(query, (kind, *chunk)):
            found[blob_id] = value
            oldest = min(oldest, used_on)
    if oldest < today:  # once a day, so that a warm run does not write
        _touch(connection, kind, list(found), today)
    return found


def _touch(connection: sqlite3.Connection, kind: str, blob_ids: list[str], today: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        "UPDATE rows SET used_on = ? WHERE kind = ? AND blob_id = ?",
        [(today, kind, blob_id) for blob_id in blob_ids],
    )
    connection.execute("COMMIT")


def _insert(connection: sqlite3.Connection, rows: list[tuple[str, str, bytes, int]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany("INSERT OR REPLACE INTO rows VALUES (?, ?, ?, ?)", sorted(rows))
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM rows").fetchone()[0])


def _delete_all(connection: sqlite3.Connection) -> int:
    n_deleted = connection.execute("DELETE FROM rows").rowcount
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return n_deleted


def _trim(connection: sqlite3.Connection, max_bytes: int) -> None:
    """Delete what was not used for longest once ``max_bytes`` of pages are in use."""
    (page_size,) = connection.execute("PRAGMA page_size").fetchone()
    (n_pages,) = connection.execute("PRAGMA page_count").fetchone()
    (n_free,) = connection.execute("PRAGMA freelist_count").fetchone()
    if page_size * (n_pages - n_free) <= max_bytes:
        return  # the cheap question first: it is asked after every write
    (total,) = connection.execute("SELECT sum(length(value)) FROM rows").fetchone()
    connection.execute(
        """
        DELETE FROM rows WHERE rowid IN (
            SELECT rowid FROM (
                SELECT rowid, sum(length(value)) OVER (ORDER BY used_on, rowid) - length(value)
                    AS before FROM rows
            ) WHERE before < ?
        )""",
        (total - int(max_bytes * _TRIM_TO),),
    )
