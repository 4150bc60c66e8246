from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from patchcritic.cache import IndexStore
from patchcritic.domain.trace import Trace
from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box import TracerSettings, process, record_tests
from tests.tracer.box.conftest import SETTINGS, Tracer, case

VERDICTS = "test_good pass\ntest_bad fail\ntest_unclear undecided\n"


def outcomes(traces: dict[str, Trace]) -> dict[str, str]:
    return {node_id.rpartition("::")[2]: one.outcome.value for node_id, one in traces.items()}


def test_outcomes_come_with_all_that_they_rest_on(trace: Tracer) -> None:
    names = ("test_good", "test_bad", "test_unclear")
    found = trace({"t.py": VERDICTS}, *(case(f"t.py::{name}") for name in names))

    assert outcomes(found) == {
        "test_good": "pass", "test_bad": "fail", "test_unclear": "undecided",
    }  # fmt: skip
    bad = found["t.py::test_bad"]
    assert bad.witness is not None
    assert (bad.witness.actual, bad.n_steps, bad.paths_read) == ("1", 7, ("t.py",))


def test_a_failure_on_both_trees_is_the_tracers_own(trace: Tracer) -> None:
    tests = [case("t.py::test_bad", is_new=False), case("t.py::test_good", is_new=False)]
    found = trace({"t.py": VERDICTS}, *tests)

    assert outcomes(found) == {"test_bad": "undecided", "test_good": "pass"}
    why = found["t.py::test_bad"].undecidable
    assert why is not None
    assert "on the base tree as well" in why.reason


@pytest.mark.parametrize(
    ("base", "is_new", "failing_before"),
    [
        ("test_bad pass", False, ()),
        ("test_bad undecided", False, ()),
        ("test_bad fail", True, ()),
        ("test_bad fail", False, ("t.py::test_bad",)),
    ],
)
def test_a_failure_counts(
    trace: Tracer, base: str, is_new: bool, failing_before: tuple[str, ...]
) -> None:
    found = trace(
        {"t.py": VERDICTS},
        case("t.py::test_bad", is_new=is_new),
        base={"t.py": base},
        failing_before=failing_before,
    )

    assert outcomes(found) == {"test_bad": "fail"}


def test_a_file_that_ends_its_world_takes_no_other_with_it(trace: Tracer) -> None:
    files = {"a.py": "die", "b.py": VERDICTS}
    tests = [case("a.py::test_1"), case("b.py::test_good"), case("a.py::test_2")]
    found = trace(files, *tests)

    assert outcomes(found) == {
        "test_1": "undecided", "test_2": "undecided", "test_good": "pass",
    }  # fmt: skip


def test_modules_that_never_end_are_ended(trace: Tracer) -> None:
    before = time.monotonic()
    found = trace({"a.py": "hang", "b.py": VERDICTS}, case("a.py::t"), case("b.py::test_good"))

    assert outcomes(found) == {"t": "undecided", "test_good": "pass"}
    assert time.monotonic() - before < SETTINGS.max_load_s + 8


def test_time_for_all_is_bounded(trace: Tracer) -> None:
    tests = [case(f"t.py::spin[{n}]") for n in range(50)]
    before = time.monotonic()
    found = trace({"t.py": ""}, *tests, settings=replace(SETTINGS, max_total_s=2.0))

    assert set(outcomes(found).values()) == {"undecided"}
    assert time.monotonic() - before < 8


@pytest.mark.parametrize(
    "settings",
    [
        replace(SETTINGS, session="nowhere:Session"),
        replace(SETTINGS, session="standin:nothing"),
        replace(SETTINGS, max_memory_mb=1),
    ],
)
def test_a_child_that_does_not_start_leaves_all_undecided(
    trace: Tracer, settings: TracerSettings
) -> None:
    found = trace({"t.py": VERDICTS}, case("t.py::test_good"), settings=settings)

    assert outcomes(found) == {"test_good": "undecided"}


def test_nothing_starts_without_a_python_test(
    trace: Tracer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process.Child, "__init__", _refuse)

    assert trace({"t.js": ""}, case("t.js::works")) == {}


def test_a_second_run_starts_nothing(
    trace: Tracer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = IndexStore(tmp_path / "index.sqlite3")
    names = ("test_good", "test_bad", "test_unclear")
    tests = [case(f"t.py::{name}") for name in names]
    first = trace({"t.py": VERDICTS}, *tests, store=store)
    with monkeypatch.context() as patch:
        patch.setattr(process.Child, "__init__", _refuse)
        assert trace({"t.py": VERDICTS, "other.py": ""}, *tests, store=store) == first
    changed = trace({"t.py": "test_good fail"}, tests[0], store=store)
    store.close()

    assert outcomes(changed) == {"test_good": "fail"}


def test_what_was_kept_and_is_damaged_is_traced_anew(trace: Tracer, tmp_path: Path) -> None:
    store = IndexStore(tmp_path / "index.sqlite3")
    test = case("t.py::test_good")
    trace({"t.py": VERDICTS}, test, store=store)
    for kind in ("trace", "trace-reads"):
        rows = store.get_rows(kind, _keys_of(store, kind))
        store.put_rows(kind, dict.fromkeys(rows, b"damaged"))
    found = trace({"t.py": VERDICTS}, test, store=store)
    store.close()

    assert outcomes(found) == {"test_good": "pass"}


def test_recorded_calls_are_read_from_the_child() -> None:
    tree = MemorySnapshot({"t.py": VERDICTS})
    [(trace, events)] = record_tests(tree, [case("t.py::test_good").node_id], settings=SETTINGS)

    assert trace.outcome.value == "pass"
    assert events == ()


_INTERRUPTED = """
import sys
sys.path[:0] = {path!r}
from tests.tracer.box.conftest import SETTINGS, case
from dataclasses import replace
from patchcritic.domain import Snapshots
from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box import process, trace_tests
start = process.Child.__init__
def note(self, settings):
    start(self, settings)
    print(self.pid, flush=True)
process.Child.__init__ = note
tree = MemorySnapshot({{"t.py": ""}})
trace_tests(
    Snapshots(base=tree, patched=tree), [case("t.py::spin")],
    settings=replace(SETTINGS, max_test_s=60.0),
)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "killed"])
def test_whoever_ends_the_parent_leaves_no_orphan(number: int) -> None:
    root = str(Path(__file__).resolve().parents[3])
    parent = subprocess.Popen(
        [sys.executable, "-c", _INTERRUPTED.format(path=[root])],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert parent.stdout is not None
    with parent, parent.stdout:
        group = int(parent.stdout.readline())
        time.sleep(1.5)
        parent.send_signal(number)
        parent.wait(timeout=10)

    _await_end(group)


def _await_end(group: int) -> None:
    """Fail unless a process group is gone within five seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("something lives on")


def _refuse(*_args: object) -> None:
    raise AssertionError("a child was started")


def _keys_of(store: IndexStore, kind: str) -> list[str]:
    file = store._file
    return file.read(
        lambda one: [
            row[0] for row in one.execute("SELECT blob_id FROM rows WHERE kind = ?", (kind,))
        ],
        default=[],
    )
