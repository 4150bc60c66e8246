"""The baseline as a file: few lines, sorted, so that a reviewer sees what is accepted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from patchcritic.domain import Baseline, NodeId
from patchcritic.errors import UsageProblem
from patchcritic.reports.json_text import write_json

VERSION = 1
REPORTS = (2, 3)
"""Schema versions of JSON reports that can stand for a baseline."""


def render_baseline(baseline: Baseline) -> str:
    """The baseline as ``parse_baseline`` reads it; one test a line, and the same text whenever it
    holds the same tests."""
    document = {
        "patchcritic_baseline": VERSION,
        "failing": sorted(str(node_id) for node_id in baseline.failing),
        "unknown": sorted(str(node_id) for node_id in baseline.unknown),
    }
    return write_json(document)


def parse_baseline(text: str, name: str) -> Baseline:
    """Read a baseline, or take a whole JSON report as one: its failing tests and abstentions.

    Raises:
        UsageProblem: the text is neither, or of a version that this release does not read.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise UsageProblem(
            f"--baseline {name} is not JSON; name a report of `eval --format json`, or write a "
            "new baseline with --update-baseline to another file"
        ) from None
    try:
        if "patchcritic_baseline" in document:
            _check_version(document["patchcritic_baseline"], (VERSION,), name)
            failing, unknown = document["failing"], document["unknown"]
        else:
            _check_version(document["schema_version"], REPORTS, name)
            failing, unknown = (
                [one["node_id"] for one in document["tests"] if one["label"] == label]
                for label in ("fail", "abstain")
            )
        return Baseline(name=name, failing=_read(failing), unknown=_read(unknown))
    except (KeyError, TypeError, AttributeError):
        raise UsageProblem(
            f"--baseline {name} holds no test results; name a report of `eval --format json` or "
            "a file that --update-baseline wrote"
        ) from None


def _check_version(version: Any, known: tuple[int, ...], name: str) -> None:
    if version not in known:
        raise UsageProblem(
            f"--baseline {name} has version {version!r}, and this release reads "
            f"{', '.join(map(str, known))}; write a new one with --update-baseline to another file"
        )


def _read(ids: Iterable[str]) -> frozenset[NodeId]:
    return frozenset(map(NodeId.parse, ids))
