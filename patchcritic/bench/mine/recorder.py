"""A pytest plugin that limits the process and writes down every test's outcome as it ends.

It runs under the interpreter of the mined package, copied to a folder of its own, and imports
nothing of ours.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

_ASLEEP = 12
MAX_LATE = 3
"""After so many endless tests the others are likely to be endless too."""


class TestTookTooLong(BaseException):
    """No ``Exception``, which the code under test may catch."""

    __test__ = False


class Recorder:
    """Chooses the wanted tests, stops endless ones and writes one line per test."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._record = Path(settings["record"])
        self._wanted = None if settings["wanted"] is None else frozenset(settings["wanted"])
        self._test_seconds = float(settings["test_seconds"])
        self._status: dict[str, str] = {}
        self._late: set[str] = set()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave only the wanted tests."""
        if self._wanted is not None:
            items[:] = [item for item in items if item.nodeid in self._wanted]

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        """Interrupt a test that takes too long, again and again until it gives up."""

        def interrupt(*_: object) -> None:
            self._late.add(item.nodeid)
            if len(self._late) >= MAX_LATE:
                item.session.shouldstop = "several tests take too long"
            raise TestTookTooLong

        # Processor time, since a busy machine is no fault of the test; the wall for those asleep.
        timers = (
            (signal.SIGPROF, signal.ITIMER_PROF, self._test_seconds),
            (signal.SIGALRM, signal.ITIMER_REAL, _ASLEEP * self._test_seconds),
        )
        before = [signal.signal(number, interrupt) for number, _, _ in timers]
        for _, timer, seconds in timers:
            signal.setitimer(timer, seconds, 1.0)
        try:
            yield
        finally:
            for (number, timer, _), handler in zip(timers, before, strict=True):
                signal.setitimer(timer, 0)
                signal.signal(number, handler)

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Fold setup, call and teardown into one status."""
        status = report.outcome
        if hasattr(report, "wasxfail"):
            status = "xfail" if report.skipped else "passed"
        elif report.failed and report.when != "call":
            status = "error"
        if self._status.get(report.nodeid, "passed") == "passed":
            self._status[report.nodeid] = status
        if report.when == "teardown":
            late = report.nodeid in self._late
            self._write(test=report.nodeid, status="late" if late else self._status[report.nodeid])

    def pytest_collectreport(self, report: Any) -> None:
        """Note the files that cannot be collected."""
        if report.failed:
            self._write(broken=report.nodeid.partition("::")[0])

    def pytest_sessionfinish(self) -> None:
        """Note that the run came to its end."""
        self._write(ended=True)

    def _write(self, **values: object) -> None:
        with self._record.open("a", encoding="utf-8") as file:
            file.write(json.dumps(values) + "\n")


def limit_process(limits: dict[str, int]) -> None:
    """Set what the system takes of the limits; nothing here can raise them again."""
    for name, value in limits.items():
        kind = getattr(resource, name, None)
        if kind is not None:
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            with contextlib.suppress(ValueError, OSError):  # macOS knows some by name only
                resource.setrlimit(kind, (value, value))


def pytest_configure(config: Any) -> None:
    """Start recording where the miner says so."""
    described = os.environ.pop("PATCHCRITIC_RECORDER", "")
    if described:
        settings = json.loads(Path(described).read_text(encoding="utf-8"))
        limit_process(settings["limits"])
        config.pluginmanager.register(Recorder(settings), "patchcritic-recorder")
