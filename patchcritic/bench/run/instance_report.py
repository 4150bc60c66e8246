"""One submission's report in SWE-bench's shape, so that what reads theirs reads ours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from patchcritic.bench.run.case import Case
from patchcritic.bench.run.matching import NameIndex
from patchcritic.bench.run.nouns import WhichTests
from patchcritic.domain import Evaluation, Label, Prediction, VerdictLabel

OURS = "patchcritic"
"""The key under which a report says more than SWE-bench's do."""


def report_unapplied(case: Case, *, exists: bool, message: str) -> dict[str, Any]:
    """The report on a patch that the base does not take: every listed test stays unsolved."""
    statuses = {
        "FAIL_TO_PASS": {"success": [], "failure": list(case.fail_to_pass)},
        "PASS_TO_PASS": {"success": [], "failure": list(case.pass_to_pass)},
    }
    ours = {"verdict": "fail", "p_pass": 0.0, "n_abstained": 0, "message": message}
    return _wrap(
        case, exists=exists, is_applied=False, is_resolved=False, statuses=statuses, ours=ours
    )


def report_evaluation(
    case: Case, evaluation: Evaluation, *, tests: WhichTests, exists: bool
) -> dict[str, Any]:
    """The report on an evaluation, with predictions where SWE-bench has outcomes.

    A test without PASS stands under ``failure``, and abstentions are counted besides. A test that
    nobody was asked about keeps its base outcome when all associated ones were judged, for then
    the change cannot affect it; where only labelled tests were judged it is left out.
    """
    labels = NameIndex({str(one.node_id): one.label for one in evaluation.predictions})
    asked = NameIndex({str(one.node_id): True for one in evaluation.associations})
    n_abstained = 0
    statuses: dict[str, dict[str, list[str]]] = {}
    groups = (("FAIL_TO_PASS", case.fail_to_pass), ("PASS_TO_PASS", case.pass_to_pass))
    for title, group in groups:
        lists: dict[str, list[str]] = {"success": [], "failure": []}
        for name, spellings in group.items():
            found = [label for one in spellings for label in labels.find(one)]
            is_asked = any(asked.find(one) for one in spellings)
            if not is_asked and tests == "labelled":
                continue
            if not is_asked and tests == "all":
                is_success = title == "PASS_TO_PASS"
            else:
                is_success = bool(found) and all(label is Label.PASS for label in found)
                n_abstained += not found or (not is_success and Label.FAIL not in found)
            lists["success" if is_success else "failure"].append(name)
        statuses[title] = lists
    verdict = evaluation.verdict
    n_listed = sum(len(names) for lists in statuses.values() for names in lists.values())
    n_failures = sum(len(lists["failure"]) for lists in statuses.values())
    is_passing = verdict.label is VerdictLabel.PASS
    return _wrap(
        case,
        exists=exists,
        is_applied=True,
        is_resolved=n_failures == 0 if n_listed else is_passing,
        statuses=statuses,
        ours={
            "verdict": str(verdict.label),
            "p_pass": verdict.p_pass,
            "n_abstained": n_abstained,
            "witnesses": _list_witnesses(evaluation.predictions),
        },
    )


def _list_witnesses(predictions: tuple[Prediction, ...]) -> dict[str, str]:
    return {
        str(one.node_id): one.witness.assertion
        for one in sorted(predictions, key=lambda item: str(item.node_id))
        if one.witness is not None
    }


def _wrap(
    case: Case,
    *,
    exists: bool,
    is_applied: bool,
    is_resolved: bool,
    statuses: Mapping[str, Mapping[str, list[str]]],
    ours: Mapping[str, Any],
) -> dict[str, Any]:
    return {
        case.instance.instance_id: {
            "patch_is_None": False,
            "patch_exists": exists,
            "patch_successfully_applied": is_applied,
            "resolved": is_resolved,
            "tests_status": statuses,
            OURS: ours,
        }
    }
