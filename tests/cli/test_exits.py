from __future__ import annotations

from dataclasses import replace

import pytest

from patchcritic.cli.exits import exit_code_of
from patchcritic.domain import CriticFailure, Label, NodeId, VerdictLabel
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


@pytest.mark.parametrize(
    ("label", "fail_on", "code"),
    [
        ("uncertain", "fail", 4),
        ("uncertain", "uncertain", 4),
        ("uncertain", "never", 4),
        ("pass", "fail", 4),
        ("fail", "fail", 1),
    ],
)
def test_a_spent_budget_is_no_verdict_but_for_a_patch_that_fails(
    label: str, fail_on: str, code: int
) -> None:
    unpaid = CriticFailure(
        node_id=NodeId.parse("t.py::b"), critic="m", kind="budget", message="$1 of $1 is spent"
    )
    evaluation = make_evaluation(ABSTAINED, failures=(unpaid,))
    verdict = replace(evaluation.verdict, label=VerdictLabel(label))

    assert exit_code_of(replace(evaluation, verdict=verdict), fail_on) == code
