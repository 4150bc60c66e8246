"""Run by itself: executes one test file of the interpreter's own suite with unittest.

    python _unittest_truth.py OVERLAY NAME OUTPUT

Modules in OVERLAY come before those of the installed ``test`` package. Writes one JSON object a
line to OUTPUT, as the tests end: the class's name in the module, the method, the status.
"""

from __future__ import annotations

import importlib
import json
import signal
import sys
import unittest
from pathlib import Path
from typing import Any

MAX_SECONDS = 20


class OutOfTime(BaseException):
    """A test ran too long; it is left out."""


def stop(*_: object) -> None:
    """End the running test."""
    raise OutOfTime


class Recorder(unittest.TestResult):
    """Keeps the worst that is said of a test."""

    def __init__(self, output: Path) -> None:
        super().__init__()
        self.file = output.open("w", encoding="utf-8", buffering=1)
        self.name = ""
        self.said: list[str] = []

    def startTest(self, test: Any) -> None:  # noqa: N802 - unittest's name
        super().startTest(test)
        self.said = []
        signal.alarm(MAX_SECONDS)

    def stopTest(self, test: Any) -> None:  # noqa: N802
        super().stopTest(test)
        signal.alarm(0)
        if "late" in self.said:
            return
        order = ("error", "failed", "xfail", "skipped", "passed")
        status = next((one for one in order if one in self.said), "skipped")
        row = {"names": [self.name, test._testMethodName], "status": status}  # noqa: SLF001
        self.file.write(json.dumps(row) + "\n")

    def addSuccess(self, test: Any) -> None:  # noqa: N802
        self.said.append("passed")

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        self.said.append("late" if err[0] is OutOfTime else "error")

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self.said.append("failed")

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802
        self.said.append("skipped")

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        self.said.append("xfail")

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
        self.said.append("failed")

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        if err is not None:
            self.said.append("late" if err[0] is OutOfTime else "failed")


def main(overlay: str, name: str, output: str) -> None:
    """Run every test of the module."""
    import test  # type: ignore[import-not-found,unused-ignore]

    test.__path__.insert(0, overlay)
    signal.signal(signal.SIGALRM, stop)
    recorder = Recorder(Path(output))
    module = importlib.import_module(f"test.{name}")
    loader = unittest.TestLoader()
    for key, value in list(vars(module).items()):
        if isinstance(value, type) and issubclass(value, unittest.TestCase):
            recorder.name = key
            unittest.TestSuite([loader.loadTestsFromTestCase(value)]).run(recorder)


if __name__ == "__main__":
    main(*sys.argv[1:])
