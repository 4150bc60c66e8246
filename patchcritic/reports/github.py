"""Workflow commands of GitHub: annotations at the lines that fail, and a notice with the verdict.

A step may show ten errors, ten warnings and ten notices; what is over is counted in the notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

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
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation, Span

MAX_ERRORS = MAX_WARNINGS = 10
MAX_TEXT = 1_000
"""Characters of one line of a message."""
MAX_TITLE = 120
MAX_NAMED = 5
"""Tests named of those that fail for one and the same reason."""


def render_github(evaluation: Evaluation) -> str:
    """Lines that a runner turns into annotations; nothing a model wrote is a command in them."""
    findings, model = list_findings(evaluation), evaluation.model
    errors = _group([one for one in findings if one.standing == "fail"])
    unsure = _group([one for one in findings if one.standing in ("abstain", "unanswered")])
    lines = [_annotate("error", "predicted to fail", one, model) for one in errors[:MAX_ERRORS]]
    lines += [_annotate("warning", "cannot tell", one, model) for one in unsure[:MAX_WARNINGS]]
    n_over = sum(map(len, errors[MAX_ERRORS:])), sum(map(len, unsure[MAX_WARNINGS:]))
    summary = [text for text in _summarise(evaluation, *n_over) if text]
    lines.append(write_command("notice", f"patchcritic: {describe_verdict(evaluation)}", summary))
    return "\n".join(lines) + "\n"


def _group(findings: list[Finding]) -> list[list[Finding]]:
    """Tests that stand as they do for the same reason at the same place, most tests first."""
    groups: dict[tuple[Span, str], list[Finding]] = {}
    for one in findings:
        groups.setdefault((one.place, one.reason), []).append(one)
    return sorted(groups.values(), key=lambda group: -len(group))


def _annotate(level: str, says: str, group: list[Finding], model: str) -> str:
    first = group[0]
    names = [str(one.node_id) for one in group[:MAX_NAMED]]
    more = [f"and {len(group) - MAX_NAMED:,} more tests"] if len(group) > MAX_NAMED else []
    prediction = first.prediction
    by = f"{prediction.p_pass:.2f}, by {describe_decider(prediction, model)}" if prediction else ""
    who = first.node_id.names[-1] if first.node_id.names else first.node_id.path
    title = f"{who} {says}" if len(group) == 1 else f"{len(group):,} tests {says}"
    text = [first.reason, describe_witness(first), by and f"p_pass {by}", *names, *more]
    return write_command(level, title, [one for one in text if one], place=first.place)


def _summarise(evaluation: Evaluation, n_failing: int, n_unsure: int) -> Iterator[str]:
    yield describe_coverage(evaluation)
    yield describe_deciders(evaluation)
    yield describe_gate(evaluation)
    yield from describe_ends(evaluation)
    if n_failing:
        yield f"{n_failing:,} more tests predicted to fail are not annotated"
    if n_unsure:
        yield f"{n_unsure:,} more that nobody could tell are not annotated"
    if evaluation.warnings:
        yield f"warning: {evaluation.warnings[0]}"
    if len(evaluation.warnings) > 1:
        yield f"and {len(evaluation.warnings) - 1:,} more warnings"
    yield describe_run(evaluation)


def write_command(level: str, title: str, lines: list[str], place: Span | None = None) -> str:
    """An annotation as the runner reads it, on one line; no text ends it or begins another."""
    properties = {"title": make_one_line(title, MAX_TITLE)}
    if place is not None:
        properties = {"file": make_one_line(place.path), "line": str(place.start)} | properties
    written = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    message = "\n".join(make_one_line(line, MAX_TEXT) for line in lines)
    return f"::{level} {written}::{_escape(message)}"


def _escape(text: str) -> str:
    """As the runner's toolkit does it (actions/toolkit, command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
