from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from patchcritic.domain import Evaluation
from patchcritic.reports import render_report

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


@pytest.mark.parametrize("name", ["mixed", "hostile", "sampled"])
def test_the_report_fits_its_published_schema(name: str, request: pytest.FixtureRequest) -> None:
    evaluation: Evaluation = request.getfixturevalue(name)
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)

    text = render_report(evaluation, "json")

    jsonschema.validate(json.loads(text), schema)
    assert text.isascii()


def test_the_report_says_what_was_decided(mixed: Evaluation) -> None:
    report = json.loads(render_report(mixed, "json"))

    assert report["verdict"]["label"] == "fail"
    assert report["verdict"]["decisive"] == ["tests/test_a.py::test_fail[a-1]"]
    assert [test["label"] for test in report["tests"]] == ["fail", "abstain", "pass"]
    assert report["tests"][0]["witness"]["actual"] == "3"
    assert report["tests"][0]["reasons"] == ["test_a -> f (changed)"]
    assert report["failures"][0]["kind"] == "timeout"
    assert report["verdict"]["coverage"] == {
        "associated": 4, "judged": 2, "failed": 2, "left_out": 0,
    }  # fmt: skip
    assert report["usage"]["prompt_tokens"] == 300


def test_the_single_answers_and_what_was_not_shown_are_listed(sampled: Evaluation) -> None:
    test = json.loads(render_report(sampled, "json"))["tests"][0]

    assert [(item["by"], item["counted"]) for item in test["opinions"]] == [
        ("sample 1", True), ("sample 2", True), ("sample 3", False),
    ]  # fmt: skip
    assert test["p_source"] == "mean"
    assert test["problems"] == ["a.py:900 is past the end of the file"]
    assert test["dropped"] == [
        {
            "reason": "over the budget",
            "count": 9,
            "n_tokens": 90,
            "examples": ["f0", "f1", "f2", "f3", "f4"],
        }
    ]
