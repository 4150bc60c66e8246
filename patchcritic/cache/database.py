"""Opening a cache database so that neither age, damage nor company can end a run."""

from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from patchcritic.folders import make_private_dir
from patchcritic.redact import keep_key

BUSY_TIMEOUT_S = 10.0
"""How long a statement waits for another process's write; one write takes about 0.1 ms."""

_log = logging.getLogger(__name__)


def open_database(path: Path, *, schema: str, version: int) -> sqlite3.Connection:
    """Open the cache database at ``path``, made anew where it is missing, old or broken.

    ``schema`` is SQL that creates the tables of ``version`` (a positive number); a file of
    another version loses all of its tables. A damaged file is moved aside, and where nothing can
    be written the database lives in memory: both are said in a logged warning, neither raises.
    The connection commits each statement by itself (``BEGIN`` starts a longer transaction) and
    may be used by several threads, one at a time. Several processes may open the same file.
    """
    try:
        make_private_dir(path.parent)
        keep_key()
        with _lock_folder(path.parent):
            try:
                return _open_target(str(path), schema, version)
            except sqlite3.DatabaseError as error:
                if not is_damage(error):
                    raise
                aside = set_aside(path)
                _log.warning("The cache %s is damaged (%s); moved to %s.", path, error, aside.name)
                return _open_target(str(path), schema, version)
    except (OSError, sqlite3.Error) as error:
        _log.warning("The cache %s cannot be used (%s); nothing is kept.", path, error)
        return _open_target(":memory:", schema, version)


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file's bytes are wrong: only a new file helps then."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the primary code
    return code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def set_aside(path: Path) -> Path:
    """Rename a damaged database, so that the next opening makes a new one.

    The write-ahead log goes with it: left behind it would be replayed into the new file. An
    older file set aside before is replaced, so the space lost stays bounded.
    """
    aside = path.with_name(f"{path.name}.damaged")
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).replace(aside.with_name(aside.name + suffix))
    return aside


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    """Let one process at a time open or remake a database in ``folder``.

    sqlite's busy timeout does not cover the switch to WAL, and two processes that both find a
    damaged file must not move the second's fresh one aside. The lock is on the folder itself,
    so no lock file is left behind, and the kernel gives it back when a process dies.
    """
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks: go on, sqlite has its own
            _flock_within(descriptor, BUSY_TIMEOUT_S)
        yield
    finally:
        os.close(descriptor)


def _flock_within(descriptor: int, seconds: float) -> None:
    """Take the lock, or give up after a while: a stopped process may hold it for ever."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


def _open_target(target: str, schema: str, version: int) -> sqlite3.Connection:
    connection = sqlite3.connect(
        target, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        _make_tables(connection, schema, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection, schema: str, version: int) -> None:
    """Make the tables unless they are there in this version, in one transaction."""
    if _version_of(connection) == version:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        if _version_of(connection) != version:
            _drop_tables(connection)
            for statement in _split_statements(schema):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {version:d}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _drop_tables(connection: sqlite3.Connection) -> None:
    names = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    for (name,) in names:
        quoted = name.replace('"', '""')
        connection.execute(f'DROP TABLE "{quoted}"')


def _split_statements(script: str) -> Iterator[str]:
    """The script's statements one by one: ``executescript`` would commit before it starts."""
    pending = ""
    for piece in f"{script};".split(";")[:-1]:
        pending += piece + ";"
        if sqlite3.complete_statement(pending):
            yield pending
            pending = ""
