"""The recorder's hooks, called as pytest calls them."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from patchcritic.bench.mine.recorder import MAX_LATE, Recorder, TestTookTooLong, limit_process

NODE = "a.py::test"


@pytest.fixture
def record(tmp_path: Path) -> Path:
    return tmp_path / "record"


def make_recorder(record: Path, wanted: list[str] | None = None) -> Recorder:
    return Recorder({"record": str(record), "wanted": wanted, "test_seconds": 0.05})


def report(when: str, outcome: str, **more: Any) -> SimpleNamespace:
    flags = {"failed": outcome == "failed", "skipped": outcome == "skipped"}
    return SimpleNamespace(nodeid=NODE, when=when, outcome=outcome, **flags, **more)


def spin() -> None:
    while True:
        pass


def rows(record: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("reports", "status"),
    [
        ([("setup", "passed"), ("call", "passed"), ("teardown", "passed")], "passed"),
        ([("setup", "passed"), ("call", "failed"), ("teardown", "passed")], "failed"),
        ([("setup", "passed"), ("call", "failed"), ("teardown", "failed")], "failed"),
        ([("setup", "passed"), ("call", "passed"), ("teardown", "failed")], "error"),
        ([("setup", "failed"), ("teardown", "passed")], "error"),
        ([("setup", "skipped"), ("teardown", "passed")], "skipped"),
    ],
)
def test_phases_fold(record: Path, reports: list[tuple[str, str]], status: str) -> None:
    recorder = make_recorder(record)
    for when, outcome in reports:
        recorder.pytest_runtest_logreport(report(when, outcome))
    assert rows(record) == [{"test": NODE, "status": status}]


@pytest.mark.parametrize(("outcome", "status"), [("skipped", "xfail"), ("passed", "passed")])
def test_expected_failures(record: Path, outcome: str, status: str) -> None:
    recorder = make_recorder(record)
    recorder.pytest_runtest_logreport(report("call", outcome, wasxfail="known"))
    recorder.pytest_runtest_logreport(report("teardown", "passed"))
    assert rows(record)[0]["status"] == status


def test_broken_files_and_the_end(record: Path) -> None:
    recorder = make_recorder(record)
    recorder.pytest_collectreport(SimpleNamespace(failed=True, nodeid="a.py::Class"))
    recorder.pytest_collectreport(SimpleNamespace(failed=False, nodeid="b.py"))
    recorder.pytest_sessionfinish()
    assert rows(record) == [{"broken": "a.py"}, {"ended": True}]


def test_only_wanted_items_stay(record: Path) -> None:
    items = [SimpleNamespace(nodeid=name) for name in ("a", "b")]
    make_recorder(record, ["b"]).pytest_collection_modifyitems(items)
    assert [one.nodeid for one in items] == ["b"]
    make_recorder(record).pytest_collection_modifyitems(items)
    assert [one.nodeid for one in items] == ["b"]


def test_endless_tests_are_interrupted_and_counted(record: Path) -> None:
    recorder = make_recorder(record)
    session = SimpleNamespace(shouldstop=False)
    before = signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM)
    for number in range(MAX_LATE):
        item = SimpleNamespace(nodeid=f"{NODE}[{number}]", session=session)
        assert not session.shouldstop
        wrapper = recorder.pytest_runtest_protocol(item)
        next(wrapper)
        with pytest.raises(TestTookTooLong):
            spin()
        with pytest.raises(StopIteration):
            next(wrapper)
    assert session.shouldstop
    assert (signal.getsignal(signal.SIGPROF), signal.getsignal(signal.SIGALRM)) == before
    late = report("teardown", "passed")
    late.nodeid = f"{NODE}[0]"
    recorder.pytest_runtest_logreport(late)
    assert rows(record)[-1] == {"test": f"{NODE}[0]", "status": "late"}


def test_limits_that_the_system_does_not_know() -> None:
    limit_process({"RLIMIT_OF_NOTHING": 1})
