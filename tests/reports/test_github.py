from __future__ import annotations

from dataclasses import replace

from patchcritic.domain import Evaluation, Label, Span
from patchcritic.reports import render_report
from tests.reports.conftest import make_evaluation, make_prediction


def test_a_failing_test_is_an_error_at_its_witness(mixed: Evaluation) -> None:
    failing = mixed.predictions[1].node_id
    witnessed = {failing: Span(path="tests/a,b:c.py", start=7, end=7)}
    lines = render_report(replace(mixed, witnessed=witnessed), "github").splitlines()

    assert lines[0].startswith(
        "::error file=tests/a%2Cb%3Ac.py,line=7,title=test_fail predicted to fail::traced%0A"
        "assert f() == 2: expected 2, got 3%0Ap_pass 0.08, by critic (verbalised, scripted)%0A"
    )
    assert [line.split()[0] for line in lines] == ["::error", "::warning", "::warning", "::notice"]
    assert "2 of 4 associated tests judged" in lines[-1]
    assert "title=patchcritic%3A FAIL%2C p_pass 0.08::" in lines[-1]


def test_percent_signs_and_new_lines_are_escaped(mixed: Evaluation) -> None:
    odd = replace(mixed.predictions[1], rationale="100%\n::error::x\r%0A", witness=None)

    text = render_report(replace(mixed, predictions=(odd,)), "github")

    assert "::100%25 : :error::x�%250A%0Ap_pass" in text


def test_tests_that_fail_for_one_reason_share_an_annotation() -> None:
    failing = [
        replace(
            make_prediction(f"t.py::test_{n}", 0.1), decided_by="fact", rationale="no such name"
        )
        for n in range(400)
    ]
    place = Span(path="src/a.py", start=3, end=3)
    evaluation = replace(
        make_evaluation(*failing), witnessed={one.node_id: place for one in failing}
    )
    error, notice = render_report(evaluation, "github").splitlines()

    assert error.startswith("::error file=src/a.py,line=3,title=400 tests predicted to fail::")
    assert "by fact%0A" in error
    assert "and 395 more tests" in error
    assert "not annotated" not in notice


def test_ten_of_a_kind_and_the_rest_is_counted() -> None:
    bad = [make_prediction(f"t.py::bad_{n}", 0.1, text=f"bad {n}") for n in range(25)]
    unsure = [
        make_prediction(f"t.py::u_{n}", 0.5, label=Label.ABSTAIN, text=f"u {n}") for n in range(17)
    ]
    lines = render_report(make_evaluation(*bad, *unsure), "github").splitlines()

    kinds = [line.split()[0] for line in lines]
    assert [kinds.count(kind) for kind in ("::error", "::warning", "::notice")] == [10, 10, 1]
    assert "15 more tests predicted to fail are not annotated" in lines[-1]
    assert "7 more that nobody could tell are not annotated" in lines[-1]
