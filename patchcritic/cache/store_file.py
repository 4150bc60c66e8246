"""One database file behind a store: opened on need, remade when damaged, never fatal."""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from patchcritic.cache.database import is_damage, open_database, set_aside

_T = TypeVar("_T")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreInfo:
    """What a store holds at the moment."""

    path: Path
    n_entries: int
    n_bytes: int
    """Size on disk, the write-ahead log included; 0 while nothing has been written."""
    max_bytes: int


class StoreFile:
    """Does work on a database one thread at a time.

    Nothing is created before the first :meth:`write`. Trouble with the disk is logged once and
    costs the caching, never the run.
    """

    def __init__(self, path: Path, *, schema: str, version: int, max_bytes: int) -> None:
        """``schema`` makes the tables of a new file, of which ``version`` is the number."""
        self.path = path
        self.max_bytes = max_bytes
        self._schema = schema
        self._version = version
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._is_warned = False

    def read(self, work: Callable[[sqlite3.Connection], _T], *, default: _T) -> _T:
        """Do the work if there is a file; ``default`` when there is none or it fails."""
        with self._lock:
            if self._connection is None and not self.path.exists():
                return default
            return self._run(work, default=default)

    def write(self, *works: Callable[[sqlite3.Connection], None]) -> None:
        """Do the works in order, none of another thread's in between."""
        with self._lock:
            for work in works:
                self._run(work, default=None)

    def info(self, count: Callable[[sqlite3.Connection], int]) -> StoreInfo:
        """How much is stored, and where."""
        n_entries = self.read(count, default=0)
        files = [self.path, self.path.with_name(self.path.name + "-wal")]
        n_bytes = sum(file.stat().st_size for file in files if file.is_file())
        return StoreInfo(
            path=self.path, n_entries=n_entries, n_bytes=n_bytes, max_bytes=self.max_bytes
        )

    def close(self) -> None:
        """Close the file; it opens again on need."""
        with self._lock:
            self._disconnect()

    def _run(self, work: Callable[[sqlite3.Connection], _T], *, default: _T) -> _T:
        """Do the work, once more on a fresh file when the old one turns out to be damaged."""
        for is_last in (False, True):
            try:
                if self._connection is None:
                    self._connection = open_database(
                        self.path, schema=self._schema, version=self._version
                    )
                return work(self._connection)
            except sqlite3.Error as error:
                self._warn(error)
                if is_last or not is_damage(error):
                    break
                self._disconnect()
                set_aside(self.path)
        return default

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _warn(self, error: sqlite3.Error) -> None:
        if not self._is_warned:
            self._is_warned = True
            _log.warning("The cache %s does not work (%s).", self.path, error)
