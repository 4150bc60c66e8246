from __future__ import annotations

import signal
import sqlite3
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.cache import AnswerStore


def _set_time(path: Path, key: str, used_at: float) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE answers SET used_at = ? WHERE key = ?", (used_at, key))
    connection.close()


def _used_at(path: Path, key: str) -> float:
    connection = sqlite3.connect(path)
    value = connection.execute("SELECT used_at FROM answers WHERE key = ?", (key,)).fetchone()[0]
    connection.close()
    return float(value)


@pytest.mark.parametrize(
    "value",
    [{}, {"label": "pass", "p": 0.5, "none": None}, {"text": "é\n\x00\ud800 \u2028", "n": [1, {}]}],
    ids=["empty", "plain", "odd characters"],
)
def test_what_is_put_is_got(database_path: Path, value: dict[str, object]) -> None:
    store = AnswerStore(database_path)
    store.put("key", value)
    assert store.get("key") == value
    store.close()
    assert AnswerStore(database_path).get("key") == value


def test_what_is_deleted_is_gone(database_path: Path) -> None:
    store = AnswerStore(database_path)
    store.delete("a")
    assert not database_path.exists()
    store.put("a", {})
    store.put("b", {})
    store.delete("a")
    store.delete("none such")
    assert (store.get("a"), store.get("b")) == (None, {})


def test_reading_creates_nothing(database_path: Path) -> None:
    store = AnswerStore(database_path)
    assert store.get("key") is None
    assert store.clear() == 0
    info = store.info()
    assert (info.n_entries, info.n_bytes, info.path) == (0, 0, database_path)
    assert not database_path.parent.exists()


def test_the_default_place_is_the_cache_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "c"))
    assert AnswerStore().path == tmp_path / "c" / "answers.sqlite3"


def test_clear_forgets_and_gives_space_back(database_path: Path) -> None:
    store = AnswerStore(database_path)
    for i in range(50):
        store.put(str(i), {"text": "x" * 10_000})
    assert store.info().n_entries == 50
    assert store.info().n_bytes > 500_000
    assert store.clear() == 50
    assert store.info().n_entries == 0
    assert store.info().n_bytes < 100_000
    assert store.get("1") is None


def test_the_least_recently_used_go_first(database_path: Path) -> None:
    store = AnswerStore(database_path, max_bytes=10_000)
    for i in range(70):
        store.put(f"{i:02}", {"t": "x" * 190})
        _set_time(database_path, f"{i:02}", 1000 + i)
        store.get("00")  # an old answer in use stays
    kept = [i for i in range(70) if store.get(f"{i:02}") is not None]
    assert kept[0] == 0
    assert kept[1:] == list(range(70 - len(kept) + 1, 70))
    assert 35 < len(kept) < 55
    assert store.info().max_bytes == 10_000


def test_a_read_notes_its_time_once_an_hour(database_path: Path) -> None:
    store = AnswerStore(database_path)
    store.put("a", {})
    first = _used_at(database_path, "a")
    store.get("a")
    assert _used_at(database_path, "a") == first
    _set_time(database_path, "a", first - 4000)
    store.get("a")
    assert _used_at(database_path, "a") >= first


@pytest.mark.parametrize("text", ["no json", "[1]", ""])
def test_a_value_of_another_shape_is_no_answer(database_path: Path, text: str) -> None:
    store = AnswerStore(database_path)
    store.put("a", {})
    connection = sqlite3.connect(database_path)
    with connection:
        connection.execute("UPDATE answers SET value = ?", (text,))
    connection.close()
    assert store.get("a") is None


def test_damage_found_late_costs_the_answers_not_the_run(
    database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = AnswerStore(database_path)
    for i in range(100):
        store.put(f"{i:03}", {"t": "x" * 2000})
    store.close()
    content = bytearray(database_path.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    database_path.write_bytes(content)

    assert store.get("050") is None
    store.put("new", {"kept": True})
    assert store.get("new") == {"kept": True}
    assert caplog.text.count("does not work") == 1
    assert AnswerStore(database_path).get("new") == {"kept": True}


def test_tables_remade_by_another_version_are_no_error(
    database_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = AnswerStore(database_path)
    store.put("a", {})
    connection = sqlite3.connect(database_path)
    connection.execute("DROP TABLE answers")
    connection.close()
    store.put("b", {})
    assert store.get("b") is None
    assert caplog.text.count("does not work") == 1


def test_threads_share_one_store(database_path: Path) -> None:
    store = AnswerStore(database_path)

    def work(name: str) -> None:
        for i in range(50):
            store.put(f"{name}{i}", {"i": i})
            assert store.get(f"{name}{i}") == {"i": i}

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.info().n_entries == 200


WRITE = """
import sys
from pathlib import Path
from patchcritic.cache.answers import AnswerStore
store = AnswerStore(Path(sys.argv[1]))
for i in range(int(sys.argv[3])):
    store.put(f"{sys.argv[2]}-{i}", {"i": i})
    print(i, flush=True)
"""


def test_processes_write_at_once(
    database_path: Path, start_python: Callable[..., subprocess.Popen[str]]
) -> None:
    processes = [start_python(WRITE, database_path, name, 100) for name in "abcd"]
    for process in processes:
        _, errors = process.communicate(timeout=60)
        assert (process.returncode, errors) == (0, "")
    store = AnswerStore(database_path)
    assert store.info().n_entries == 400
    assert store.get("c-99") == {"i": 99}


def test_kill_9_loses_no_stored_answer(
    database_path: Path, start_python: Callable[..., subprocess.Popen[str]]
) -> None:
    process = start_python(WRITE, database_path, "k", 1_000_000)
    assert process.stdout is not None
    for _ in range(200):
        last = int(process.stdout.readline())
    process.send_signal(signal.SIGKILL)
    rest, _ = process.communicate(timeout=60)
    printed = rest.split("\n")[:-1]
    last = int(printed[-1]) if printed else last
    store = AnswerStore(database_path)
    assert last >= 199
    assert [i for i in range(last + 1) if store.get(f"k-{i}") != {"i": i}] == []
