from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

from junitparser import JUnitXml

from patchcritic.domain import Evaluation, Gate, Span, Usage, VerdictLabel
from patchcritic.reports import render_report
from patchcritic.reports.junit import MAX_CASES
from tests.reports.conftest import make_evaluation, make_prediction


def read(evaluation: Evaluation) -> JUnitXml:
    return JUnitXml.fromstring(render_report(evaluation, "junit").encode())


def properties_of(suite: Any) -> dict[str, str]:
    return {one.name: one.value for one in suite.properties()}


def test_a_reader_of_junit_finds_every_test(mixed: Evaluation) -> None:
    (suite,) = read(mixed)

    assert (suite.tests, suite.failures, suite.skipped, suite.errors) == (4, 1, 2, 0)
    cases = {case.name: case for case in suite}
    assert set(cases) == {"test_fail[a-1]", "test_unsure", "test_none", "test_pass"}
    assert cases["test_unsure"].classname == "tests.test_b.T"
    (failure,) = cases["test_fail[a-1]"].result
    assert failure.message == "assert f() == 2: expected 2, got 3"
    assert "expected 2, got 3" in failure.text
    assert "critic (verbalised" in failure.text
    assert cases["test_pass"].result == []


def test_what_nobody_could_tell_is_skipped_and_never_fails(mixed: Evaluation) -> None:
    cases = {case.name: case for case in next(iter(read(mixed)))}

    assert [r.message for r in cases["test_unsure"].result] == ["cannot tell: traced"]
    assert [r.message for r in cases["test_none"].result] == [
        "no answer: timeout: no answer within 120 s"
    ]
    assert {type(r).__name__ for name in cases for r in cases[name].result} == {
        "Failure", "Skipped",
    }  # fmt: skip


def test_properties_of_the_suite_and_of_each_test(mixed: Evaluation) -> None:
    (suite,) = read(mixed)
    properties = properties_of(suite)
    assert properties["decision"] == "fail"
    assert properties["coverage"].startswith("2 of 4 associated tests judged")

    cost = replace(mixed.predictions[0], usage=Usage(cost_usd=None), decided_by="tracer")
    root = ET.fromstring(render_report(replace(mixed, predictions=(cost,)), "junit"))
    case = root.find(".//testcase[@name='test_pass']")
    assert case is not None
    found = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert found["p_pass"] == "0.9300"
    assert found["decided_by"] == "tracer"
    assert found["cost_usd"] == "unknown"
    assert found["model"] == "scripted"


def test_a_known_failure_is_skipped(mixed: Evaluation) -> None:
    known = mixed.predictions[1].node_id
    gate = Gate(baseline="b.json", label=VerdictLabel.UNCERTAIN, known=(known,))
    (suite,) = read(replace(mixed, gate=gate))

    assert (suite.failures, suite.skipped) == (0, 3)
    properties = properties_of(suite)
    assert properties["baseline"] == "baseline b.json: 0 newly predicted to fail, 1 known"


def test_places_and_notes(mixed: Evaluation) -> None:
    places = {p.node_id: Span(path="tests/x.py", start=12, end=14) for p in mixed.predictions}
    root = ET.fromstring(render_report(replace(mixed, places=places), "junit"))

    case = root.find(".//testcase[@name='test_pass']")
    assert case is not None
    assert (case.get("file"), case.get("line")) == ("tests/test_a.py", "12")
    assert "fact: note (a.py:3)" in (root.findtext(".//system-out") or "")


def test_more_than_a_server_can_take_is_counted() -> None:
    one = make_prediction("t.py::a", 0.9)
    many = replace(make_evaluation(one), predictions=(one,) * (MAX_CASES + 7))
    root = ET.fromstring(render_report(many, "junit"))

    assert len(root.findall(".//testcase")) == MAX_CASES
    found = {one.get("name"): one.get("value") for one in root.findall("./testsuite/properties/*")}
    assert found["omitted_testcases"] == "7"
