from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from patchcritic.domain import Evaluation
from patchcritic.reports import render_report

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


@pytest.mark.parametrize("name", ["mixed", "hostile"])
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
