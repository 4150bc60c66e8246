from __future__ import annotations

import fcntl
import logging
import os
import sqlite3
import stat
import subprocess
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from patchcritic.cache import database
from patchcritic.cache.database import open_database

SCHEMA = """
CREATE TABLE items (key TEXT PRIMARY KEY, value TEXT);
CREATE INDEX by_value ON items (value)
"""


def _rows(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    return connection.execute("SELECT key, value FROM items ORDER BY key").fetchall()


def _fill(path: Path, version: int = 1) -> None:
    with closing(open_database(path, schema=SCHEMA, version=version)) as connection:
        connection.execute("INSERT INTO items VALUES ('a', '1')")


def test_rows_are_there_after_reopening(database_path: Path) -> None:
    _fill(database_path)
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert _rows(connection) == [("a", "1")]
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (1,)
        assert connection.execute("PRAGMA busy_timeout").fetchone() == (10_000,)
    assert stat.S_IMODE(database_path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("version", [2, 7])
def test_another_version_starts_empty(database_path: Path, version: int) -> None:
    _fill(database_path, version=1)
    schema = 'CREATE TABLE "odd ""name" (x); CREATE TABLE items (key, value, more)'
    with closing(open_database(database_path, schema=schema, version=version)) as connection:
        assert connection.execute("SELECT * FROM items").fetchall() == []
        assert connection.execute("PRAGMA user_version").fetchone() == (version,)
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert _rows(connection) == []
        assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (3,)


def test_a_damaged_file_is_moved_aside(
    database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database_path.parent.mkdir()
    database_path.write_bytes(b"this was never a database" * 100)
    _fill(database_path)
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert _rows(connection) == [("a", "1")]
    assert (database_path.parent / "test.sqlite3.damaged").read_bytes().startswith(b"this was")
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert "is damaged" in caplog.text


def test_a_schema_that_fails_leaves_the_old_tables(
    database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    _fill(database_path, version=1)
    with pytest.raises(sqlite3.OperationalError):
        open_database(database_path, schema="CREATE TABLE items (x); CREATE oops", version=2)
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert _rows(connection) == [("a", "1")]
    assert "nothing is kept" in caplog.text


def test_where_nothing_can_be_written_memory_serves(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    path = tmp_path / "file" / "cache" / "x.sqlite3"
    with closing(open_database(path, schema=SCHEMA, version=1)) as connection:
        connection.execute("INSERT INTO items VALUES ('a', '1')")
        assert _rows(connection) == [("a", "1")]
    assert "nothing is kept" in caplog.text
    assert str(path) in caplog.text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write into any folder")
def test_a_read_only_folder_falls_back_to_memory(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    tmp_path.chmod(0o500)
    with closing(open_database(tmp_path / "x.sqlite3", schema=SCHEMA, version=1)) as connection:
        assert _rows(connection) == []
    tmp_path.chmod(0o700)
    assert "nothing is kept" in caplog.text


def test_a_held_folder_lock_is_not_waited_for_for_ever(
    database_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    database_path.parent.mkdir()
    holder = os.open(database_path.parent, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        _fill(database_path)
    finally:
        os.close(holder)
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert _rows(connection) == [("a", "1")]


def test_threads_open_one_damaged_file_together(database_path: Path) -> None:
    database_path.parent.mkdir()
    database_path.write_bytes(b"damaged" * 1000)
    barrier = threading.Barrier(8)

    def write(key: str) -> None:
        barrier.wait()
        with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
            connection.execute("INSERT INTO items VALUES (?, '')", (key,))

    threads = [threading.Thread(target=write, args=(str(i),)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert len(_rows(connection)) == 8


OPEN_AND_WRITE = """
import sys
from pathlib import Path
from patchcritic.cache.database import open_database
path, schema, name = sys.argv[1:]
for i in range(50):
    connection = open_database(Path(path), schema=schema, version=1)
    connection.execute("INSERT INTO items VALUES (?, '')", (f"{name}-{i}",))
    connection.close()
"""


def test_processes_open_and_write_together(
    database_path: Path, start_python: Callable[..., subprocess.Popen[str]]
) -> None:
    processes = [start_python(OPEN_AND_WRITE, database_path, SCHEMA, name) for name in "abcd"]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    with closing(open_database(database_path, schema=SCHEMA, version=1)) as connection:
        assert len(_rows(connection)) == 200
