from __future__ import annotations

from math import nan

import pytest

from patchcritic.bench.metrics.cases import Case, make_patch_cases, make_test_cases, read_truth
from patchcritic.domain import Label, TestStatus, VerdictLabel
from tests.bench.metrics.conftest import make_patch, make_test


@pytest.mark.parametrize(
    ("status", "truth"),
    [
        (TestStatus.PASSED, True),
        (TestStatus.FAILED, False),
        (TestStatus.ERROR, False),
        (TestStatus.SKIPPED, None),
        (TestStatus.XFAIL, None),
        (None, None),
    ],
)
def test_what_an_outcome_says_of_the_patch(status: TestStatus | None, truth: bool | None) -> None:
    assert read_truth(status) is truth


def test_rows_without_truth_are_kept_out() -> None:
    rows = [
        make_test(p=0.8),
        make_test(status=TestStatus.SKIPPED),
        make_test(status=None),
        make_test("i2/s1/t.py::a", 0.5, TestStatus.ERROR, label=Label.ABSTAIN),
    ]

    cases = make_test_cases(rows, {"i1": 0, "i2": 1})

    assert cases == [Case(0.8, True, True, 0), Case(0.5, None, False, 1)]


@pytest.mark.parametrize("p", [nan, -0.1, 1.01])
def test_what_is_no_probability_is_none(p: float) -> None:
    (case,) = make_test_cases([make_test(p=p, label=Label.PASS)], {})

    assert case == Case(None, True, True)


def test_a_test_without_an_answer_has_no_probability() -> None:
    row = make_test(p=0.5, features={"is_failure": 1.0})

    assert make_test_cases([row], {}) == [Case(None, None, True)]


def test_patches_in_error_or_of_unknown_truth_are_kept_out() -> None:
    rows = [
        make_patch(p=0.2, is_resolved=True),
        make_patch(is_resolved=None),
        make_patch(error="the patch does not apply"),
        make_patch(p=0.6, is_resolved=False, verdict=VerdictLabel.UNCERTAIN),
    ]

    assert make_patch_cases(rows, {}) == [Case(0.2, False, True), Case(0.6, None, False)]
