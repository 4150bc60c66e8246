from __future__ import annotations

import re
from dataclasses import replace

import pytest

from patchcritic.domain import CriticFailure, Evaluation, Label, NodeId
from patchcritic.reports import render_report
from tests.reports.conftest import make_evaluation, make_prediction


def test_a_reader_sees_failures_first_and_the_verdict_last(mixed: Evaluation) -> None:
    text = render_report(mixed, "console", width=100)

    assert text.index("test_fail[a-1]") < text.index("test_unsure")
    assert "expected 2, got 3" in text
    assert "FAIL  p_pass 0.08  (rule strict-and, threshold 0.5)" in text
    assert "2 of 4 associated tests judged, 2 abstained or unanswered" in text
    assert "timeout: no answer within 120 s" in text
    assert "1 file changed  +1 -1" in text
    assert "a.py  ~ f" in text


@pytest.mark.parametrize("width", [60, 80, 140])
def test_no_line_is_wider_than_asked(mixed: Evaluation, width: int) -> None:
    assert max(map(len, render_report(mixed, "console", width=width).splitlines())) <= width


def test_colour_only_when_asked(mixed: Evaluation) -> None:
    assert "\x1b[" in render_report(mixed, "console", color=True)
    assert "\x1b" not in render_report(mixed, "console", color=False)


def test_reasons_when_verbose(mixed: Evaluation) -> None:
    assert "test_a -> f (changed)" in render_report(mixed, "console", verbose=True)
    assert "test_a -> f (changed)" not in render_report(mixed, "console", verbose=False)


def test_hostile_text_never_reaches_the_terminal(hostile: Evaluation) -> None:
    text = render_report(hostile, "console", color=True)

    own_colours = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", own_colours)
    assert "owned" not in text
    assert "[bold]x[/]" in own_colours


def test_many_passing_tests_are_counted_and_every_failing_one_listed() -> None:
    predictions = [make_prediction(f"t.py::test_{i}", 0.9) for i in range(300)]
    predictions += [make_prediction(f"t.py::bad_{i}", 0.1) for i in range(70)]

    text = render_report(make_evaluation(*predictions), "console")

    assert all(f"bad_{i}" in text for i in range(70))
    assert "… and 300 more that pass" in text


def test_an_uncertain_verdict_without_any_test() -> None:
    text = render_report(make_evaluation(), "console")

    assert "UNCERTAIN  p_pass n/a  (rule" in text
    assert "no test is associated with this change" in text


def test_abstentions_alone_are_no_prediction_for_the_patch() -> None:
    abstention = make_prediction("t.py::a", 0.4, label=Label.ABSTAIN)

    assert "p_pass n/a" in render_report(make_evaluation(abstention), "console")


def test_an_abstention_is_shown_as_one() -> None:
    text = render_report(
        make_evaluation(make_prediction("t.py::a", 0.5, label=Label.ABSTAIN)), "console"
    )

    assert "ABSTAIN" in text


def test_opinions_problems_and_signs_are_shown(sampled: Evaluation) -> None:
    text = render_report(sampled, "console")

    assert "sample 1: pass 0.80 · reason 1" in text
    assert "sample 3: dropped · reason 3" in text
    assert "unproven: a.py:900 is past the end of the file" in text
    assert "tries to dictate: fence-look-alike at a.py:3" in text
    assert "critic  test_unsure  mean, scripted" in text


def test_an_early_end_says_why() -> None:
    unpaid = [
        CriticFailure(
            node_id=NodeId.parse(f"t.py::test_{number}"),
            critic="m",
            kind="budget",
            message="$0.99 of $1.00 is spent",
        )
        for number in range(40)
    ]
    evaluation = make_evaluation(make_prediction("t.py::test_x", 0.9), failures=tuple(unpaid))

    text = render_report(replace(evaluation, is_fail_fast=True), "console")

    assert text.count("NO ANSWER") == 4
    assert "… and 37 more" in text
    assert "the budget is spent: 40 tests were not asked about" in text
    assert "ended early: a failing test decides" in text
