from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from patchcritic.domain import Evaluation
from patchcritic.reports import render_report
from tests.reports.test_hostile import TEXTS, make_hostile

DOCS = Path(__file__).parents[2] / "docs"
REPORT = json.loads((DOCS / "report.schema.json").read_text(encoding="utf-8"))
LINES = json.loads((DOCS / "report-lines.schema.json").read_text(encoding="utf-8"))
ENTRIES = {"test": "tests", "unanswered": "failures", "fact": "facts", "changed": "changed"}


def read(evaluation: Evaluation) -> list[dict[str, Any]]:
    return [json.loads(line) for line in render_report(evaluation, "jsonl").splitlines()]


@pytest.mark.parametrize("name", ["mixed", "hostile", "sampled", *TEXTS])
def test_every_line_fits_the_published_schemas(name: str, request: pytest.FixtureRequest) -> None:
    evaluation = make_hostile(TEXTS[name]) if name in TEXTS else request.getfixturevalue(name)
    registry: Registry[Any] = Registry().with_resource(
        "report.schema.json", Resource.from_contents(REPORT)
    )
    Draft202012Validator.check_schema(LINES)
    validator = Draft202012Validator(LINES, registry=registry)
    defs = {"$defs": REPORT["$defs"]}

    for line in read(evaluation):
        validator.validate(line)
        if entry := ENTRIES.get(line.pop("record")):
            items = REPORT["properties"][entry]["items"]
            Draft202012Validator({**items, **defs}).validate(line)


def test_the_verdict_first_the_sums_last_and_a_line_a_test(mixed: Evaluation) -> None:
    lines = read(mixed)
    records = [line["record"] for line in lines]

    assert records == [
        "evaluation", "test", "test", "test", "unanswered", "fact", "changed", "warning", "end",
    ]  # fmt: skip
    assert lines[0]["decision"] == "fail"
    assert lines[0]["verdict"]["coverage"]["judged"] == 2
    assert [line["label"] for line in lines[1:4]] == ["fail", "abstain", "pass"]
    assert lines[-1]["lines"]["tests"] == 3
    assert lines[-1]["usage"]["n_calls"] == 3
