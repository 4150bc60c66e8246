"""JUnit XML, as CI servers read it: one test case a judged test.

A test that is predicted to fail is a failure. One that nobody could tell, one without an answer
and one that a baseline has as failing is skipped, with the reason: "cannot tell" is no failure.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from patchcritic import __version__
from patchcritic.reports.findings import (
    Finding,
    describe_coverage,
    describe_decider,
    describe_ends,
    describe_gate,
    describe_run,
    describe_verdict,
    describe_witness,
    list_findings,
)
from patchcritic.reports.sanitise import make_cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from patchcritic.domain import Evaluation

MAX_TEXT = 4_000
"""Characters of one text."""
MAX_MESSAGE = 300
"""Characters of an attribute that servers show in a table."""
MAX_CASES = 50_000
MAX_NOTES = 100
_NOT_XML = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
SKIPPED = {
    "known": "known: the baseline has it",
    "abstain": "cannot tell",
    "unanswered": "no answer",
}


def render_junit(evaluation: Evaluation) -> str:
    """The evaluation as one test suite; its properties hold the verdict and the coverage."""
    findings = list_findings(evaluation)
    shown = findings[:MAX_CASES]
    counts = {
        "tests": str(len(shown)),
        "failures": str(sum(one.standing == "fail" for one in shown)),
        "errors": "0",
        "skipped": str(sum(one.standing in SKIPPED for one in shown)),
        "time": f"{sum(evaluation.seconds.values()):.3f}",
    }
    root = ET.Element("testsuites", {"name": "patchcritic", **counts})
    suite = ET.SubElement(root, "testsuite", {"name": "patchcritic", **counts})
    _add_properties(suite, _describe(evaluation, n_over=len(findings) - len(shown)))
    for finding in shown:
        _add_case(suite, finding)
    notes = _list_notes(evaluation)
    if notes:
        ET.SubElement(suite, "system-out").text = "\n".join(notes)
    ET.indent(root, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _describe(evaluation: Evaluation, *, n_over: int) -> list[tuple[str, str]]:
    verdict, coverage = evaluation.verdict, evaluation.verdict.coverage
    return [
        ("patchcritic", __version__),
        ("model", evaluation.model),
        ("decision", str(evaluation.decision)),
        ("verdict", describe_verdict(evaluation)),
        ("p_pass", f"{verdict.p_pass:.4f}"),
        ("rule", verdict.rule),
        ("threshold", f"{verdict.threshold:g}"),
        ("coverage", describe_coverage(evaluation)),
        ("associated", str(coverage.associated)),
        ("judged", str(coverage.judged)),
        ("left_out", str(coverage.left_out)),
        *([("baseline", describe_gate(evaluation))] if evaluation.gate else []),
        *([("omitted_testcases", str(n_over))] if n_over else []),
        ("usage", describe_run(evaluation)),
    ]


def _add_properties(parent: ET.Element, pairs: Iterable[tuple[str, str]]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in pairs:
        ET.SubElement(properties, "property", name=name, value=_clean(value, MAX_MESSAGE))


def _add_case(suite: ET.Element, finding: Finding) -> None:
    node_id, prediction = finding.node_id, finding.prediction
    *classes, function = node_id.names or (node_id.path,)
    module = node_id.path.rpartition(".")[0] or node_id.path
    name = function if node_id.param is None else f"{function}[{node_id.param}]"
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_clean(".".join([module.replace("/", "."), *classes]), MAX_TEXT),
        name=_clean(name, MAX_TEXT),
        file=_clean(node_id.path, MAX_TEXT),
        line=str(finding.test.start),
        time=f"{finding.result.usage.seconds:.3f}",
    )
    usage = finding.result.usage
    pairs = [("model", finding.result.critic)]
    if prediction is not None:
        pairs += [
            ("p_pass", f"{prediction.p_pass:.4f}"),
            ("p_source", str(prediction.p_source)),
            ("decided_by", prediction.decided_by),
            ("cached", str(prediction.cached).lower()),
        ]
    pairs.append(("cost_usd", "unknown" if usage.cost_usd is None else f"{usage.cost_usd:.6f}"))
    _add_properties(case, pairs)
    if finding.standing == "fail":
        message = describe_witness(finding) or finding.reason
        failure = ET.SubElement(case, "failure", message=_clean(message, MAX_MESSAGE))
        failure.set("type", "predicted")
        failure.text = _clean(_explain(finding), MAX_TEXT)
    elif finding.standing in SKIPPED:
        message = f"{SKIPPED[finding.standing]}: {finding.reason}"
        ET.SubElement(case, "skipped", message=_clean(message, MAX_MESSAGE))


def _explain(finding: Finding) -> str:
    place = f"{finding.place.path}:{finding.place.start}"
    prediction = finding.prediction
    by = f"decided by {describe_decider(prediction, prediction.critic)}" if prediction else ""
    return "\n".join(
        part for part in (finding.reason, describe_witness(finding), place, by) if part
    )


def _list_notes(evaluation: Evaluation) -> Sequence[str]:
    notes = [
        *describe_ends(evaluation),
        *(f"warning: {text}" for text in evaluation.warnings),
        *(f"fact: {fact.message} ({fact.path}:{fact.line})" for fact in evaluation.facts),
    ]
    shown = [_clean(" ".join(note.split()), MAX_MESSAGE) for note in notes[:MAX_NOTES]]
    if len(notes) > MAX_NOTES:
        shown.append(f"and {len(notes) - MAX_NOTES:,} more notes in the JSON report")
    return shown


def _clean(text: str, n_characters: int) -> str:
    """What XML 1.0 can hold, cut to a length."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", make_cut(text, n_characters))
