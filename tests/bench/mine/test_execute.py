"""Every outcome that pytest knows, as the recorder writes it down."""

from __future__ import annotations

from dataclasses import replace

import pytest

from patchcritic.bench.mine.execute import TestRunner
from patchcritic.bench.mine.nouns import Limits

OUTCOMES = """
import os, sys, time, pytest

def test_passes(): pass
def test_fails(): assert 0
def test_skips(): pytest.skip("no")
@pytest.mark.xfail
def test_is_expected(): assert 0
@pytest.mark.xfail
def test_is_better_than_expected(): pass
@pytest.fixture
def broken(): raise OSError
def test_errs(broken): pass
@pytest.fixture
def broken_later():
    yield
    raise OSError
def test_errs_later(broken_later): pass
def test_has_no_keys(): assert not [one for one in os.environ if "SECRET" in one]
def test_writes_no_bytecode(): assert sys.dont_write_bytecode
"""
EXPECTED = {
    "passes": "passed", "fails": "failed", "skips": "skipped", "is_expected": "xfail",
    "is_better_than_expected": "passed", "errs": "error", "errs_later": "error",
    "has_no_keys": "passed", "writes_no_bytecode": "passed",
}  # fmt: skip
LATE = """
import time, pytest
@pytest.mark.parametrize("number", range(6))
def test_endless(number):
    while True:
        try:
            while True: pass
        except Exception: pass
def test_fine(): pass
"""


def encode(files: dict[str, str]) -> dict[str, bytes]:
    return {path: text.encode() for path, text in files.items()}


def test_outcomes(runner: TestRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "1")
    files = encode({"tests/test_all.py": OUTCOMES, "tests/test_broken.py": "import nothing_here"})
    outcomes = runner.run(files, ["tests/test_all.py", "tests/test_broken.py", "tests/gone.py"])
    found = {name.partition("::test_")[2]: value for name, value in outcomes.statuses.items()}
    assert found == EXPECTED
    assert outcomes.broken == {"tests/test_broken.py"}
    assert outcomes.has_ended
    assert "error" in outcomes.tail


def test_only_wanted_ones_and_the_tree_comes_first(
    runner: TestRunner, files: dict[str, str]
) -> None:
    wanted = ["tests/test_calc.py::test_clamp[5]", "tests/test_calc.py::test_spread"]
    outcomes = runner.run(encode(files), ["tests/test_calc.py"], wanted=wanted)
    assert outcomes.statuses == dict.fromkeys(wanted, "passed")


def test_a_conftest_that_breaks_everything(runner: TestRunner) -> None:
    files = encode({"conftest.py": "1 / 0", "test_a.py": "def test(): pass"})
    outcomes = runner.run(files, ["test_a.py"])
    assert not outcomes.statuses
    assert outcomes.broken == {"test_a.py"}


def test_endless_tests_are_given_up(runner: TestRunner) -> None:
    quick = replace(runner, limits=Limits(test_seconds=0.3))
    outcomes = quick.run(encode({"test_a.py": LATE}), ["test_a.py"])
    assert list(outcomes.statuses.values()) == ["late"] * 3


@pytest.mark.parametrize(
    "code", ["import os; os._exit(1)", "import time; time.sleep(60)", "x = bytearray(8 << 30)"]
)
def test_a_run_that_dies(runner: TestRunner, code: str) -> None:
    test = f"def test_first(): pass\ndef test_second():\n    {code}\ndef test_third(): pass\n"
    outcomes = runner.run(encode({"test_a.py": test}), ["test_a.py"], seconds=6)
    assert outcomes.statuses["test_a.py::test_first"] == "passed"
    if "bytearray" in code:
        assert outcomes.statuses["test_a.py::test_second"] == "failed"
    else:
        assert not outcomes.has_ended
        assert "test_a.py::test_third" not in outcomes.statuses
