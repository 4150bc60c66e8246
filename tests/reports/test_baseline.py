from __future__ import annotations

import json

import pytest

from patchcritic.domain import Baseline, Evaluation, NodeId
from patchcritic.errors import UsageProblem
from patchcritic.reports import render_report
from patchcritic.reports.baseline import parse_baseline, render_baseline


def ids(*names: str) -> frozenset[NodeId]:
    return frozenset(map(NodeId.parse, names))


def test_the_file_is_short_sorted_and_read_back() -> None:
    baseline = Baseline(
        name="b.json",
        failing=ids("t/b.py::T::test_y[1-::x]", "t/a.py::test_x"),
        unknown=ids("t/a.py::test_u"),
    )
    text = render_baseline(baseline)

    assert text == (
        '{\n  "patchcritic_baseline": 1,\n  "failing": [\n    "t/a.py::test_x",\n'
        '    "t/b.py::T::test_y[1-::x]"\n  ],\n  "unknown": [\n    "t/a.py::test_u"\n  ]\n}\n'
    )
    assert parse_baseline(text, "b.json") == baseline


@pytest.mark.parametrize("version", [2, 3])
def test_a_whole_report_can_stand_for_one(mixed: Evaluation, version: int) -> None:
    report = json.loads(render_report(mixed, "json"))
    report["schema_version"] = version

    baseline = parse_baseline(json.dumps(report), "r.json")

    assert baseline.failing == ids("tests/test_a.py::test_fail[a-1]")
    assert baseline.unknown == ids("tests/test_b.py::T::test_unsure")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[]", "holds no test results"),
        ("3", "holds no test results"),
        ("null", "holds no test results"),
        ('"patchcritic_baseline"', "holds no test results"),
        ("{}", "holds no test results"),
        ('{"patchcritic_baseline": 1}', "holds no test results"),
        ('{"patchcritic_baseline": 1, "failing": [3], "unknown": []}', "holds no test results"),
        ('{"schema_version": 3}', "holds no test results"),
        ('{"schema_version": 3, "tests": {"a": 1}}', "holds no test results"),
        ('{"schema_version": 1, "tests": []}', "has version 1, and this release reads 2, 3"),
        ('{"patchcritic_baseline": 9}', "has version 9, and this release reads 1"),
        ('{"patchcritic_baseline": [1]}', "has version [1], and"),
    ],
)
def test_what_is_no_baseline_is_one_sentence(text: str, says: str) -> None:
    with pytest.raises(UsageProblem) as caught:
        parse_baseline(text, "x.json")

    assert str(caught.value).startswith(f"--baseline x.json {says}")
    assert "\n" not in str(caught.value)
