from __future__ import annotations

from dataclasses import replace

import pytest

from patchcritic.domain import Citation, CriticFailure, Evaluation, Fact, Label, NodeId, Step
from patchcritic.reports import render_report
from tests.reports.conftest import make_evaluation, make_prediction
from tests.reports.pagecheck import Page

MARKUP = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'</title></style>{{ 7 * 6 }}"


def test_the_verdict_and_every_test(mixed: Evaluation) -> None:
    page = Page(render_report(mixed, "html"))

    assert page.titles == ["FAIL: patchcritic"]
    assert "2 of 4 associated tests judged, 2 abstained or unanswered" in page.text
    assert page.text.index("test_fail[a-1]") < page.text.index("test_pass")
    assert "no answer within 120 s" in page.text
    assert "assert f() == 2" in page.text
    assert "rule strict-and, threshold 0.5" in page.text


def test_the_proof_and_the_doubts_about_it(sampled: Evaluation) -> None:
    step = Step(says="the loader returns early", path="a.py", line=3, holds="no")
    cited = Citation(path="a.py", line=3, quote="return 3", says="the early return")
    prediction = replace(sampled.predictions[0], trace=(step,), citations=(cited,))
    page = Page(render_report(replace(sampled, predictions=(prediction,)), "html"))

    for expected in (
        "the loader returns early does not hold a.py:3",
        "return 3 the early return",
        "a.py:900 is past the end of the file",
        "fence-look-alike at a.py:3",
        "sample 1: pass 0.80",
        "sample 3: dropped",
        "9 pieces of code not shown",
        "test_a -> f (changed)",
        "ABSTAIN 0.55",
    ):
        assert expected in page.text


@pytest.mark.parametrize("text", [MARKUP, "\x1b[2J\x1b]0;owned\x07\u202e \x9b31m"])
def test_hostile_text_stays_text_everywhere(hostile: Evaluation, text: str) -> None:
    prediction = replace(
        hostile.predictions[0],
        node_id=NodeId.parse(f"{text}::test_x"),
        rationale=text,
        critic=text,
        trace=(Step(says=text, path=text, line=1, holds="yes"),),
        citations=(Citation(path=text, line=1, quote=text, says=text),),
        problems=(text,),
        signs=(text,),
    )
    failure = CriticFailure(node_id=prediction.node_id, critic=text, kind="provider", message=text)
    fact = Fact(kind=text, path=text, line=1, message=text, decides=Label.FAIL)
    evaluation = replace(
        hostile,
        predictions=(prediction,),
        failures=(failure,),
        facts=(fact,),
        warnings=(text,),
        model=text,
        prompt_digest=text,
        left_out=(prediction.node_id,),
        changed=(replace(hostile.changed[0], path=text, qualname=text, detail=text),),
        seconds={text: 1.0},
    )
    page = Page(render_report(evaluation, "html"))

    assert not page.tags & {"script", "img"}
    assert not page.attributes & {"src", "onerror", "href", "style"}
    assert "owned" not in page.text
    assert "42" not in page.text
    page.check_printable()


def test_the_console_s_hostile_evaluation(hostile: Evaluation) -> None:
    page = Page(render_report(hostile, "html"))

    assert "owned" not in page.source
    page.check_printable()


def test_many_passing_tests_are_counted_and_every_failing_one_written() -> None:
    predictions = [make_prediction(f"t.py::good_{number}", 0.9) for number in range(510)]
    predictions += [make_prediction(f"t.py::bad_{number}", 0.1) for number in range(30)]
    page = Page(render_report(make_evaluation(*predictions), "html"))

    assert page.text.count("t.py::good_") == 500
    assert "… and 10 more that pass" in page.text
    assert "t.py::bad_29" in page.text
    assert "… and 10 more" in page.text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"is_interrupted": True}, "this report is partial"),
        ({"is_fail_fast": True}, "a failing test decides"),
    ],
)
def test_an_early_end_says_why(mixed: Evaluation, change: dict[str, bool], expected: str) -> None:
    assert expected in Page(render_report(replace(mixed, **change), "html")).text  # type: ignore[arg-type]


def test_what_was_calibrated_says_by_what(mixed: Evaluation) -> None:
    prediction = replace(mixed.predictions[0], p_raw=0.61)
    evaluation = replace(mixed, predictions=(prediction,), calibration="by <profile>, n 900")
    page = Page(render_report(evaluation, "html"))

    assert "threshold 0.5; by <profile>, n 900" in page.text
    assert "0.61 before calibration" in page.text
    assert "before calibration" not in Page(render_report(mixed, "html")).text


def test_nothing_judged_has_no_probability() -> None:
    page = Page(render_report(make_evaluation(), "html"))

    assert "UNCERTAIN no probability: nothing was judged" in page.text
    assert "No test is associated with this change" in page.text
