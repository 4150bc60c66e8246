"""What a hook prints: a line when all is well, and what is needed when it is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from patchcritic.domain import Label, VerdictLabel
from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.outcome import Outcome, OutcomeKind
from patchcritic.reports.ordering import by_urgency
from patchcritic.reports.sanitise import make_one_line

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation, Prediction

Tone = Literal["good", "bad", "doubt", "plain"]
Line = tuple[Tone, str]

INTERRUPTED = 130
MAX_FAILING = 8
"""Failing tests that are shown; the others are counted."""
MAX_TEXT = 200
"""Characters of a rationale or a witness."""
_INDENT = " " * 13


def say_outcome(outcome: Outcome) -> Iterator[Line]:
    """The lines about one change, each with its tone."""
    title = make_one_line(outcome.title)
    if outcome.kind is OutcomeKind.REJECTED and outcome.evaluation is not None:
        yield "bad", f"patchcritic: {title}: {_summarise(outcome.evaluation)}"
        yield from _say_tests(outcome.evaluation)
    elif outcome.kind is OutcomeKind.ACCEPTED and outcome.evaluation is not None:
        is_pass = outcome.evaluation.decision is VerdictLabel.PASS
        tone: Tone = "good" if is_pass else "doubt"
        yield tone, f"patchcritic: {title}: {_summarise(outcome.evaluation)}"
    elif outcome.kind is OutcomeKind.INTERRUPTED:
        yield "doubt", f"patchcritic: {title}: interrupted"
    else:
        yield "doubt", f"patchcritic: {title}: no verdict: {make_one_line(outcome.reason)}"


def say_ending(kind: HookKind, outcomes: Iterable[Outcome], *, code: int) -> Iterator[Line]:
    """The lines about what happens now; none when all is well."""
    if code == 0:
        if any(outcome.kind is OutcomeKind.UNJUDGED for outcome in outcomes):
            yield "plain", f"The {kind.noun} goes on; --on-no-verdict block would hold it back."
        return
    if code == INTERRUPTED:
        yield "plain", kind.remains
        return
    yield "plain", f"{kind.refusal} Go on with one of"
    width = max(len(command) for command, _ in kind.ways_on)
    for command, purpose in kind.ways_on:
        yield "plain", f"  {command:<{width}}  {purpose}"


def _summarise(evaluation: Evaluation) -> str:
    verdict = evaluation.verdict
    coverage = verdict.coverage
    seconds = sum(evaluation.seconds.values())
    cost = evaluation.usage.cost_usd
    parts = [f"{seconds:.1f} s", *([f"${cost:.4f}"] if cost else [])]
    if not coverage.associated:
        is_idle = verdict.label is VerdictLabel.PASS
        found = "nothing changes that a test can notice" if is_idle else "no test is associated"
        return ", ".join([found, *parts])
    p_pass = [f"p_pass {verdict.p_pass:.2f}"] if coverage.judged else []
    counted = f"{coverage.judged} of {coverage.associated} tests judged"
    known = evaluation.gate.known if evaluation.gate else ()
    set_aside = [f"{len(known)} set aside by the baseline"] if known else []
    return ", ".join([evaluation.decision.upper(), *p_pass, counted, *set_aside, *parts])


def _say_tests(evaluation: Evaluation) -> Iterator[Line]:
    known = evaluation.gate.known if evaluation.gate else ()
    failing = [
        item
        for item in by_urgency(evaluation.predictions)
        if item.label is Label.FAIL and item.node_id not in known
    ]
    for item in failing[:MAX_FAILING]:
        yield "bad", f"  FAIL {item.p_pass:.2f}  {make_one_line(str(item.node_id))}"
        for text in _reasons(item):
            yield "plain", _INDENT + make_one_line(text, MAX_TEXT)
    if len(failing) > MAX_FAILING:
        yield "plain", f"  … and {len(failing) - MAX_FAILING} more"


def _reasons(item: Prediction) -> Iterator[str]:
    witness = item.witness
    if witness is None or witness.assertion != item.rationale:
        yield item.rationale
    if witness is None:
        return
    place = f"{witness.path}:{witness.line}  " if witness.path else ""
    values = (
        f": expected {witness.expected or '?'}, got {witness.actual or '?'}"
        if witness.expected or witness.actual
        else ""
    )
    yield f"{place}{witness.assertion}{values}"
