from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from patchcritic.domain import Evaluation, Fact, Gate, Label, NodeId, Span, VerdictLabel
from patchcritic.reports import render_report, sarif
from tests.reports.conftest import make_evaluation, make_prediction
from tests.reports.test_hostile import TEXTS, make_hostile

SCHEMA = Path(__file__).parent / "schemas" / "sarif-2.1.0-rtm.5.json"


@pytest.fixture(scope="module")
def schema() -> Any:
    loaded = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft4Validator(
        loaded, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER
    )


def run_of(evaluation: Evaluation) -> dict[str, Any]:
    (run,) = json.loads(render_report(evaluation, "sarif"))["runs"]
    return dict(run)


@pytest.mark.parametrize("name", ["mixed", "hostile", "sampled", *TEXTS])
def test_fits_the_published_schema(name: str, request: pytest.FixtureRequest, schema: Any) -> None:
    evaluation = make_hostile(TEXTS[name]) if name in TEXTS else request.getfixturevalue(name)

    errors = schema.iter_errors(json.loads(render_report(evaluation, "sarif")))

    assert [error.message[:200] for error in errors] == []


def test_a_failing_test_is_a_result_at_its_witness(mixed: Evaluation) -> None:
    failing = mixed.predictions[1].node_id
    test, witness = (
        Span(path="tests/test_a.py", start=5, end=9),
        Span(path="a b.py", start=7, end=7),
    )
    run = run_of(replace(mixed, places={failing: test}, witnessed={failing: witness}))
    result = run["results"][0]

    assert (result["ruleId"], result["level"]) == ("predicted-failure", "error")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "a%20b.py", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 7},
    }
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["region"] == {"startLine": 5}
    assert result["properties"]["decidedBy"] == "critic"
    assert "expected 2, got 3" in result["message"]["text"]


def test_without_a_line_in_the_tree_the_test_is_the_place(mixed: Evaluation) -> None:
    failing = mixed.predictions[1].node_id
    run = run_of(replace(mixed, places={failing: Span(path="tests/test_a.py", start=5, end=9)}))

    (location,) = run["results"][0]["locations"]
    assert location["physicalLocation"]["region"] == {"startLine": 5}
    assert "relatedLocations" not in run["results"][0]


def test_what_nobody_could_tell_is_a_note_and_no_result(mixed: Evaluation) -> None:
    run = run_of(mixed)

    assert [one["ruleId"] for one in run["results"]] == ["predicted-failure", "fact/undefined-name"]
    notes = [one["message"]["text"] for one in run["invocations"][0]["toolExecutionNotifications"]]
    assert any("test_unsure: cannot tell" in note for note in notes)
    assert any("test_none: cannot tell: timeout" in note for note in notes)
    assert run["properties"]["coverage"]["associated"] == 4
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {
        "predicted-failure", "fact/undefined-name",
    }  # fmt: skip


def test_fingerprints_do_not_move_with_lines_or_words(mixed: Evaluation) -> None:
    failing = mixed.predictions[1]
    moved = replace(
        mixed,
        predictions=(replace(failing, rationale="other words", p_pass=0.2),),
        witnessed={failing.node_id: Span(path="a.py", start=90, end=90)},
    )

    before, after = run_of(mixed)["results"][0], run_of(moved)["results"][0]

    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert before["message"] != after["message"]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("src/a b#c?.py", "src/a%20b%23c%3F.py"),
        ("a:b/c.py", "a%3Ab/c.py"),
        ("caf\udce9/é.py", "caf%E9/%C3%A9.py"),
        ("/etc/../x.py", "etc/x.py"),
        ("100%.py", "100%25.py"),
    ],
)
def test_paths_are_relative_references(mixed: Evaluation, path: str, uri: str) -> None:
    fact = Fact(kind="syntax-error", path=path, line=0, message="m", decides=Label.FAIL)
    result = run_of(replace(mixed, facts=(fact,)))["results"][1]

    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri
    assert place["region"]["startLine"] == 1


def test_the_level_follows_the_decision(mixed: Evaluation) -> None:
    known = mixed.predictions[1].node_id
    gate = Gate(baseline="b.json", label=VerdictLabel.UNCERTAIN, known=(known,))
    new = replace(gate, known=(), new=(known,))

    kept = next(
        r for r in run_of(replace(mixed, gate=gate))["results"] if "testId" in r["properties"]
    )
    assert (kept["level"], kept["suppressions"][0]["kind"]) == ("note", "external")
    assert run_of(replace(mixed, gate=new))["results"][0]["level"] == "warning"


def test_facts_about_single_tests_only_when_they_decide(mixed: Evaluation) -> None:
    node_id = NodeId.parse("t.py::a")
    premise = Fact(kind="k", path="a.py", line=1, message="premise", node_id=node_id)
    facts = (premise, replace(premise, message="decides", decides=Label.FAIL), premise)

    messages = [r["message"]["text"] for r in run_of(replace(mixed, facts=facts))["results"][1:]]

    assert messages == ["decides. t.py::a"]


def test_no_more_than_a_server_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = make_evaluation(*(make_prediction(f"t.py::t{n}", 0.1) for n in range(40)))
    monkeypatch.setattr(sarif, "MAX_RESULTS", 12)
    assert len(run_of(evaluation)["results"]) == 12
    monkeypatch.setattr(sarif, "MAX_BYTES", 3_000)
    run = run_of(evaluation)

    assert 0 < len(run["results"]) < 12
    assert run["properties"]["omittedResults"] == 41 - len(run["results"])
    assert "left out of this file" in json.dumps(run["invocations"])
