"""Reports in SWE-bench's shape, whichever tests were judged."""

from __future__ import annotations

from typing import Any

import pytest

from patchcritic.bench.run.case import prepare_case
from patchcritic.bench.run.instance_report import report_evaluation, report_unapplied
from patchcritic.bench.run.nouns import WhichTests
from patchcritic.bench.run.summary import summarise
from patchcritic.domain import (
    Association,
    Coverage,
    Evaluation,
    Instance,
    Label,
    NodeId,
    Patch,
    Prediction,
    PSource,
    Usage,
    Verdict,
    VerdictLabel,
)
from patchcritic.domain.benchmark import PatchResult

T = "tests/test_calc.py::"
NEW_1, NEW_2, OLD = (T + name for name in ("test_new[1-a]", "test_new[2-b", "test_old"))


def make_evaluation(**labels: str) -> Evaluation:
    """An evaluation of ``test_<name>``; the label ``none`` is of a test without an answer."""
    ids = {name: NodeId.parse(f"{T}test_{name}") for name in labels}
    verdict = Verdict(
        label=VerdictLabel.PASS,
        p_pass=0.9,
        rule="strict-and",
        threshold=0.5,
        decisive=(),
        coverage=Coverage(associated=1, judged=1, failed=0, left_out=0),
    )
    return Evaluation(
        verdict=verdict,
        predictions=tuple(
            Prediction(
                node_id=ids[name],
                label=Label(label),
                p_pass=0.5,
                p_source=PSource.VOTE,
                rationale="",
                critic="c",
            )
            for name, label in labels.items()
            if label != "none"
        ),
        failures=(),
        associations=tuple(Association(node_id=one, score=1.0, reasons=()) for one in ids.values()),
        left_out=(),
        unaffected=0,
        facts=(),
        warnings=(),
        usage=Usage(),
        model="c",
        prompt_digest="",
        patch=Patch(files=(), text=""),
        changed=(),
        seconds={},
    )


@pytest.mark.parametrize(
    ("labels", "tests", "f2p", "p2p", "n_abstained"),
    [
        ({"new": "pass", "old": "pass"}, "f2p", [NEW_1, NEW_2], [OLD], 0),
        ({"new": "fail", "old": "pass"}, "f2p", [], [OLD], 0),
        ({"new": "abstain", "old": "none"}, "f2p", [], [], 3),
        ({"new": "pass"}, "f2p", [NEW_1, NEW_2], [], 1),
        ({"new": "pass"}, "all", [NEW_1, NEW_2], [OLD], 0),
        ({"old": "none"}, "all", [], [], 1),
        ({}, "all", [], [OLD], 0),
        ({"new": "pass"}, "labelled", [NEW_1, NEW_2], None, 0),
    ],
)
def test_predictions_stand_where_outcomes_do(
    instance: Instance,
    labels: dict[str, str],
    tests: WhichTests,
    f2p: list[str],
    p2p: list[str] | None,
    n_abstained: int,
) -> None:
    case = prepare_case(instance)
    whole = report_evaluation(case, make_evaluation(**labels), tests=tests, exists=True)
    report = whole["acme__calc-1"]
    statuses = report["tests_status"]
    assert statuses["FAIL_TO_PASS"]["success"] == f2p
    assert statuses["PASS_TO_PASS"]["success"] == (p2p or [])
    assert statuses["PASS_TO_PASS"]["failure"] == ([] if p2p in (None, [OLD]) else [OLD])
    assert report["resolved"] is (f2p == [NEW_1, NEW_2] and p2p in (None, [OLD]))
    assert report["patchcritic"]["n_abstained"] == n_abstained


def test_without_listed_tests_the_verdict_resolves() -> None:
    case = prepare_case(Instance(instance_id="a", repo="a/b", base_commit="HEAD"))
    assert report_evaluation(case, make_evaluation(), tests="all", exists=True)["a"]["resolved"]


def make_row(instance_id: str) -> PatchResult:
    return PatchResult(
        arm="m",
        instance_id=instance_id,
        repo="o/n",
        submission="s",
        verdict=VerdictLabel.PASS,
        p_pass=0.5,
        rule="strict-and",
    )


def test_a_summary_counts_as_swebench_does(instance: Instance) -> None:
    case = prepare_case(instance)
    good: dict[str, Any] = {"resolved": True, "patchcritic": {"n_abstained": 2}}
    bad = report_unapplied(case, exists=True, message="no")["acme__calc-1"]
    summary = summarise(
        ["a", "b", "c", "d", "e"],
        [make_row(name) for name in ("a", "b", "c", "d")],
        {"a": good, "b": bad, "c": good},
        {"c"},
    )
    assert summary == {
        "total_instances": 5,
        "completed_instances": 2,
        "empty_patch_instances": 1,
        "submitted_instances": 4,
        "resolved_instances": 1,
        "unresolved_instances": 1,
        "infra_failure_instances": 0,
        "ambiguous_failure_instances": 0,
        "error_instances": 1,
        "completed_ids": ["a", "b"],
        "incomplete_ids": ["e"],
        "empty_patch_ids": ["c"],
        "submitted_ids": ["a", "b", "c", "d"],
        "resolved_ids": ["a"],
        "unresolved_ids": ["b"],
        "infra_failure_ids": [],
        "ambiguous_failure_ids": [],
        "error_ids": ["d"],
        "failure_reasons": {},
        "schema_version": 2,
        "abstained_tests": 4,
    }
