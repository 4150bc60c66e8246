"""The bench report for programs, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from patchcritic.domain import Usage
from patchcritic.domain.benchmark import ArmReport, BenchReport, Bin, Interval
from patchcritic.errors import UsageProblem
from patchcritic.reports.json_text import write_json

SCHEMA_VERSION = 1


def render_bench_json(report: BenchReport) -> str:
    """The whole report as one JSON object, two spaces indented, with a final newline."""
    document = {"schema_version": SCHEMA_VERSION, **asdict(report)}
    return write_json(document)


def parse_bench_json(text: str) -> BenchReport:
    """The report that ``render_bench_json`` wrote.

    Raises:
        UsageProblem: the text is no such report, or one of another version.
    """
    try:
        document = json.loads(text)
        version = document.pop("schema_version")
        if version != SCHEMA_VERSION:
            raise UsageProblem(
                f"the bench report has schema version {version}, and this release reads "
                f"{SCHEMA_VERSION}; run the bench again"
            )
        document["arms"] = tuple(map(_read_arm, document["arms"]))
        document["baselines"] = tuple(map(_read_arm, document["baselines"]))
        return BenchReport(**document)
    except (ValueError, TypeError, AttributeError, KeyError) as error:
        raise UsageProblem(
            f"this is no bench report as `bench run` writes it: {type(error).__name__}: {error}"
        ) from None


def _read_arm(values: Mapping[str, Any]) -> ArmReport:
    intervals = ("test_level", "reached_level", "patch_level", "agreement")
    points = ("coverage_risk", "progress")
    read = {
        **{key: {name: Interval(**one) for name, one in values[key].items()} for key in intervals},
        **{key: tuple((x, y) for x, y in values[key]) for key in points},
        "bins": tuple(Bin(**one) for one in values["bins"]),
        "usage": Usage(**values["usage"]),
    }
    return ArmReport(**{**values, **read})
