"""The index store: rows by blob id that outlive the process and never end a run."""

from __future__ import annotations

import logging
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.cache.index import IndexStore

BLOB = "a" * 40


def test_a_row_outlives_the_store(database_path: Path) -> None:
    first = IndexStore(database_path)
    first.put_rows("tokens", {BLOB: b"a b\xff"})
    first.close()
    assert IndexStore(database_path).get_rows("tokens", [BLOB, "b" * 40]) == {BLOB: b"a b\xff"}


def test_kinds_do_not_mix(database_path: Path) -> None:
    store = IndexStore(database_path)
    store.put_rows("tokens", {BLOB: b"t"})
    store.put_rows("symbols", {BLOB: b"s"})
    assert store.get_rows("tokens", [BLOB]) == {BLOB: b"t"}
    assert store.get_rows("symbols", [BLOB]) == {BLOB: b"s"}


def test_more_rows_than_one_statement_takes(database_path: Path) -> None:
    store = IndexStore(database_path)
    rows = {f"{number:040x}": b"%d" % number for number in range(1234)}
    store.put_rows("tokens", rows)
    assert store.get_rows("tokens", rows) == rows
    assert store.info().n_entries == 1234


def test_nothing_is_created_by_reading(database_path: Path) -> None:
    store = IndexStore(database_path)
    assert store.get_rows("tokens", [BLOB]) == {}
    store.put_rows("tokens", {})
    assert store.info().n_entries == 0
    assert store.info().n_bytes == 0
    assert not database_path.exists()


def test_clear_gives_the_space_back(database_path: Path) -> None:
    store = IndexStore(database_path)
    store.put_rows("tokens", {f"{number:040x}": b"x" * 1000 for number in range(300)})
    before = store.info().n_bytes
    assert store.clear() == 300
    assert store.info().n_entries == 0
    assert store.info().n_bytes < before / 4


def test_the_size_is_bounded_and_old_rows_go_first(database_path: Path) -> None:
    store = IndexStore(database_path, max_bytes=200_000)
    store.put_rows("tokens", {f"old{number:037x}": b"x" * 1000 for number in range(100)})
    connection = sqlite3.connect(database_path)
    connection.execute("UPDATE rows SET used_on = 1")
    connection.commit()
    connection.close()
    fresh = {f"new{number:037x}": b"x" * 1000 for number in range(120)}
    store.put_rows("tokens", fresh)
    assert store.get_rows("tokens", fresh) == fresh
    assert store.info().n_entries < 200


def test_reading_renews_a_row_once_a_day(database_path: Path) -> None:
    store = IndexStore(database_path)
    store.put_rows("tokens", {BLOB: b"x"})
    connection = sqlite3.connect(database_path)
    connection.execute("UPDATE rows SET used_on = 1")
    connection.commit()
    store.get_rows("tokens", [BLOB])
    assert connection.execute("SELECT used_on FROM rows").fetchone()[0] > 1
    connection.close()


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_damaged_file_costs_the_rows_and_not_the_run(
    database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database_path.parent.mkdir()
    database_path.write_bytes(b"this is no database" * 1000)
    store = IndexStore(database_path)
    with caplog.at_level(logging.WARNING):
        store.put_rows("tokens", {BLOB: b"x"})
    assert store.get_rows("tokens", [BLOB]) == {BLOB: b"x"}
    assert "damaged" in caplog.text


def test_damage_found_late_is_mended(database_path: Path) -> None:
    store = IndexStore(database_path)
    store.put_rows("tokens", {f"{number:040x}": b"x" * 1000 for number in range(300)})
    store.close()
    content = bytearray(database_path.read_bytes())
    content[4096:] = b"\x5a" * (len(content) - 4096)
    database_path.write_bytes(bytes(content))
    assert store.get_rows("tokens", [f"{7:040x}"]) == {}
    store.put_rows("tokens", {BLOB: b"x"})
    assert store.get_rows("tokens", [BLOB]) == {BLOB: b"x"}


def test_processes_share_one_file(
    database_path: Path, start_python: Callable[..., subprocess.Popen[str]]
) -> None:
    code = """
import sys
from pathlib import Path
from patchcritic.cache.index import IndexStore
store = IndexStore(Path(sys.argv[1]))
for number in range(20):
    store.put_rows("tokens", {f"{sys.argv[2]}{number}": b"x", "shared": b"y"})
"""
    processes = [start_python(code, database_path, name) for name in "abc"]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    store = IndexStore(database_path)
    assert store.info().n_entries == 61
    assert store.get_rows("tokens", ["shared", "a0", "c19"]) == {
        "shared": b"y",
        "a0": b"x",
        "c19": b"x",
    }
