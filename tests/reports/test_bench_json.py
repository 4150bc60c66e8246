from __future__ import annotations

import json

import pytest

from patchcritic.domain.benchmark import BenchReport
from patchcritic.errors import UsageProblem
from patchcritic.reports.bench_json import parse_bench_json, render_bench_json


def test_a_report_comes_back_as_it_was(bench: BenchReport) -> None:
    text = render_bench_json(bench)

    assert parse_bench_json(text) == bench
    assert json.loads(text)["schema_version"] == 1
    assert text.isascii()
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    "text",
    ["", "[]", "null", "{}", '{"schema_version": 1}', '{"schema_version": 1, "arms": [{}]}', "[1]"],
)
def test_what_is_no_bench_report_is_said_to_be_none(text: str) -> None:
    with pytest.raises(UsageProblem, match="this is no bench report as `bench run` writes it"):
        parse_bench_json(text)


def test_another_version_is_named() -> None:
    with pytest.raises(UsageProblem, match="schema version 99, and this release reads 1"):
        parse_bench_json('{"schema_version": 99}')
