"""The report for programs that read line by line: docs/report-lines.schema.json."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from patchcritic.reports.as_json import build_report, describe_evaluation
from patchcritic.reports.json_text import write_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.domain import Evaluation

LISTS = {"tests": "test", "failures": "unanswered", "left_out": "left_out", "facts": "fact",
         "changed": "changed", "warnings": "warning"}  # fmt: skip
"""Lists of the JSON report, and what one entry of each is called under ``record``."""


def render_jsonl(evaluation: Evaluation) -> str:
    """One JSON object a line: the verdict, one line a test, and an end with the sums.

    A file without the last line, whose ``record`` is ``end``, was cut.
    """
    return "".join(write_json(record, indent=None) for record in _records(evaluation))


def _records(evaluation: Evaluation) -> Iterator[dict[str, Any]]:
    report = build_report(evaluation)
    head = describe_evaluation(evaluation)
    yield {"record": "evaluation", **head}
    for name, record in LISTS.items():
        for entry in report[name]:
            yield {"record": record, **_as_object(record, entry)}
    rest = {key: value for key, value in report.items() if key not in head and key not in LISTS}
    counts = {name: len(report[name]) for name in LISTS}
    yield {"record": "end", "decision": head["decision"], "lines": counts, **rest}


def _as_object(record: str, entry: Any) -> dict[str, Any]:
    if isinstance(entry, dict):
        return entry
    return {"node_id" if record == "left_out" else "message": entry}
