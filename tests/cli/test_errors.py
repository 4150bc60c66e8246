from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from patchcritic.cli.errors import exit_code_of
from patchcritic.domain import Label, VerdictLabel
from tests.reports.conftest import make_evaluation, make_prediction

ABSTAINED = make_prediction("t.py::a", 0.5, label=Label.ABSTAIN)


@pytest.mark.parametrize(
    ("label", "fail_on", "code"),
    [
        ("pass", "fail", 0),
        ("pass", "uncertain", 0),
        ("fail", "fail", 1),
        ("fail", "uncertain", 1),
        ("fail", "never", 0),
        ("uncertain", "fail", 4),
        ("uncertain", "uncertain", 1),
        ("uncertain", "never", 0),
    ],
)
def test_the_verdict_and_fail_on_make_the_exit_code(label: str, fail_on: str, code: int) -> None:
    evaluation = make_evaluation(ABSTAINED)
    verdict = replace(evaluation.verdict, label=VerdictLabel(label))

    assert exit_code_of(replace(evaluation, verdict=verdict), fail_on) == code


def test_no_associated_test_is_no_verdict_even_when_uncertain_rejects() -> None:
    assert exit_code_of(make_evaluation(), "uncertain") == 4


def test_an_interruption_exits_130_whatever_the_verdict() -> None:
    evaluation = replace(make_evaluation(make_prediction("t.py::a", 0.9)), is_interrupted=True)

    assert exit_code_of(evaluation, "never") == 130


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(
    ("raised", "code", "says"),
    [
        ("UsageProblem('bad \\x1b[31minput')", 2, "patchcritic: bad input"),
        ("ModelUnavailable('no key')", 3, "patchcritic: no key"),
        ("NoVerdict('nothing judged')", 4, "patchcritic: nothing judged"),
        ("KeyboardInterrupt()", 130, "patchcritic: interrupted"),
        ("ZeroDivisionError('oops')", 3, "internal error: ZeroDivisionError: oops"),
    ],
)
def test_every_error_is_one_sentence_and_a_code(raised: str, code: int, says: str) -> None:
    done = run_python(
        "import patchcritic.cli.app as module\n"
        "from patchcritic.errors import *\n"
        "from patchcritic.errors import UsageProblem, ModelUnavailable, NoVerdict\n"
        f"def app(): raise {raised}\n"
        "module.app = app\n"
        "from patchcritic.cli import main\n"
        "main()\n"
    )

    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
