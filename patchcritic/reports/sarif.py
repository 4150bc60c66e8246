"""SARIF 2.1.0 for code scanning: a result for each test predicted to fail, and for each fact.

What nobody could tell is no result, since servers show every result as a problem: it is counted
in the run's properties and named in its notifications.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from patchcritic import __version__
from patchcritic.domain import Label, Span, VerdictLabel
from patchcritic.reports.findings import (
    Finding,
    describe_coverage,
    describe_decider,
    describe_deciders,
    describe_ends,
    describe_gate,
    describe_run,
    describe_verdict,
    describe_witness,
    list_findings,
)
from patchcritic.reports.json_text import write_json
from patchcritic.reports.sanitise import make_cut, make_one_line
from patchcritic.reports.sarif_rules import describe_rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from patchcritic.domain import Evaluation, Fact

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 5_000
"""GitHub shows no more of a run, and refuses one with more than 25,000."""
MAX_BYTES = 8_000_000
"""Of all results; GitHub takes 10 MB compressed, and other servers 20 MB as it is."""
MAX_TEXT = 1_000
MAX_NOTES = 100
ROOT = "%SRCROOT%"


def render_sarif(evaluation: Evaluation) -> str:
    """The evaluation as one SARIF run, the surest failures first."""
    findings = list_findings(evaluation)
    results = [
        *(_result(one, evaluation) for one in findings if one.standing == "fail"),
        *(_fact_result(fact) for fact in _worth_showing(evaluation.facts)),
        *(_result(one, evaluation) for one in findings if one.is_known_failure),
    ]
    kept = list(_fit(results))
    rules = {one["ruleId"]: describe_rule(one["ruleId"]) for one in kept}
    n_over = len(results) - len(kept)
    run = {
        "tool": {
            "driver": {
                "name": "patchcritic",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": list(rules.values()),
            }
        },
        "originalUriBaseIds": {ROOT: {"description": {"text": "The repository's root."}}},
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "patchcritic/"},
        "invocations": [
            {
                "executionSuccessful": not evaluation.is_interrupted,
                "toolExecutionNotifications": list(_notify(evaluation, findings, n_over)),
            }
        ],
        "results": kept,
        "properties": _properties(evaluation, n_over),
    }
    return write_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


def _result(finding: Finding, evaluation: Evaluation) -> dict[str, Any]:
    prediction, model = finding.prediction, evaluation.model
    by = (
        f"p_pass {prediction.p_pass:.2f}, by {describe_decider(prediction, model)}"
        if prediction
        else ""
    )
    parts = (
        f"{finding.node_id} is predicted to fail",
        finding.reason,
        describe_witness(finding),
        by,
    )
    is_failing = evaluation.decision is VerdictLabel.FAIL
    level = "note" if finding.standing == "known" else "error" if is_failing else "warning"
    result = {
        **_basics("predicted-failure", level, [part for part in parts if part], finding.place),
        "partialFingerprints": {"testId/v1": _digest(str(finding.node_id))},
        "properties": {
            "testId": make_cut(str(finding.node_id), MAX_TEXT),
            "known": finding.standing == "known",
            **(
                {
                    "pPass": round(prediction.p_pass, 4),
                    "pSource": str(prediction.p_source),
                    "decidedBy": prediction.decided_by,
                    "model": make_one_line(prediction.critic, MAX_TEXT),
                }
                if prediction
                else {}
            ),
        },
    }
    if finding.test != finding.place:
        result["relatedLocations"] = [{**_location(finding.test), "message": {"text": "the test"}}]
    if finding.standing == "known":
        result["suppressions"] = [{"kind": "external", "justification": "in the baseline"}]
    return result


def _worth_showing(facts: Sequence[Fact]) -> Iterator[Fact]:
    """Facts about the patch, and those that decide; what they decide about tests is said there."""
    return (fact for fact in dict.fromkeys(facts) if fact.node_id is None or fact.decides)


def _fact_result(fact: Fact) -> dict[str, Any]:
    level = "error" if fact.decides is Label.FAIL else "warning"
    place = Span(path=fact.path, start=max(1, fact.line), end=max(1, fact.line))
    about = "" if fact.node_id is None else str(fact.node_id)
    key = "\0".join((fact.kind, fact.path, fact.message, about))
    return {
        **_basics(f"fact/{make_one_line(fact.kind, 80)}", level, [fact.message, about], place),
        "partialFingerprints": {"factId/v1": _digest(key)},
        "properties": {"decides": str(fact.decides) if fact.decides else "nothing by itself",
                       "decidedBy": "fact"},
    }  # fmt: skip


def _basics(rule: str, level: str, parts: Sequence[str], place: Span) -> dict[str, Any]:
    text = ". ".join(_clean(part) for part in parts if part)
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": text},
        "locations": [_location(place)],
    }


def _location(place: Span) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": _quote(place.path), "uriBaseId": ROOT},
            "region": {"startLine": max(1, place.start)},
        }
    }


def _quote(path: str) -> str:
    """The path as a relative URI reference, its bytes as they are on disk."""
    parts = [part for part in path.split("/") if part not in ("", ".", "..")]
    return quote(_encode("/".join(parts)), safe="/")


def _clean(text: str) -> str:
    """A line of text in which no ``[text](target)`` becomes a link."""
    return make_one_line(text, MAX_TEXT).replace("](", "] (").rstrip(".")


def _digest(text: str) -> str:
    """Stable from run to run, whatever a model says and wherever a line moves to."""
    return hashlib.sha256(_encode(text)).hexdigest()[:32]


def _encode(text: str) -> bytes:
    """Bytes that were no UTF-8 as they were; a surrogate that stands for none becomes ``?``."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _fit(results: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    n_bytes = 0
    for result in results[:MAX_RESULTS]:
        n_bytes += len(json.dumps(result, indent=1))
        if n_bytes > MAX_BYTES:
            return
        yield result


def _notify(
    evaluation: Evaluation, findings: Sequence[Finding], n_over: int
) -> Iterator[dict[str, Any]]:
    unsure = [one for one in findings if one.standing in ("abstain", "unanswered")]
    notes = [
        *describe_ends(evaluation),
        *([f"{n_over:,} results are left out of this file"] if n_over else []),
        *evaluation.warnings,
        *(f"{one.node_id}: cannot tell: {one.reason}" for one in unsure),
    ]
    shown = notes[:MAX_NOTES]
    if len(notes) > MAX_NOTES:
        shown.append(f"{len(notes) - MAX_NOTES:,} more notes are left out of this file")
    for note in shown:
        yield {"level": "warning", "message": {"text": _clean(note)}}


def _properties(evaluation: Evaluation, n_over: int) -> dict[str, Any]:
    verdict, coverage = evaluation.verdict, evaluation.verdict.coverage
    return {
        "decision": str(evaluation.decision),
        "verdict": describe_verdict(evaluation),
        "pPass": round(verdict.p_pass, 4),
        "rule": verdict.rule,
        "threshold": verdict.threshold,
        "coverage": {
            "associated": coverage.associated,
            "judged": coverage.judged,
            "failed": coverage.failed,
            "leftOut": coverage.left_out,
            "says": describe_coverage(evaluation),
        },
        "decidedBy": describe_deciders(evaluation),
        "baseline": make_one_line(describe_gate(evaluation)),
        "omittedResults": n_over,
        "model": make_one_line(evaluation.model, MAX_TEXT),
        "usage": make_one_line(describe_run(evaluation), MAX_TEXT),
    }
