"""The report of one evaluation as an HTML page, for a reader who wants to check it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from patchcritic.reports import findings as said
from patchcritic.reports.ordering import by_urgency
from patchcritic.reports.pages import render_page
from patchcritic.reports.plots import draw_meter

if TYPE_CHECKING:
    from patchcritic.domain import ChangedSymbol, Dropped, Evaluation, Label, Prediction

MAX_TESTS = {"fail": 1_000, "known": 200, "abstain": 500, "pass": 500}
"""Tests written out of each kind; the others are counted."""
MAX_OPEN = 50
"""Tests whose details are open from the start."""
MAX_LISTED = 500
"""Entries of every other list."""
MAX_DROPPED = 10
"""Pieces of code named that one critique was not shown."""
T = TypeVar("T")


class JudgedTest(NamedTuple):
    """One prediction with what stands elsewhere in the evaluation about its test."""

    prediction: Prediction
    reasons: tuple[str, ...]
    dropped: tuple[Dropped, ...]
    label: Label | str
    """The prediction's, or ``known`` when a baseline has it already."""


class Cut(NamedTuple, Generic[T]):
    """The first of many, and how many more there are."""

    items: Sequence[T]
    n_more: int


def render_html(evaluation: Evaluation) -> str:
    """The evaluation as a page that needs no other file and no script: the verdict, every test
    with the proof it was judged by, the doubts about that proof, facts, warnings and costs."""
    tests, hidden = _list_tests(evaluation)
    return render_page(
        "evaluation.html.j2",
        evaluation=evaluation,
        verdict=evaluation.verdict,
        decision=evaluation.decision,
        p_pass=None if said.is_guess(evaluation) else evaluation.verdict.p_pass,
        tests=tests,
        hidden=hidden,
        failures=_cut(evaluation.failures),
        left_out=_cut(evaluation.left_out),
        facts=_cut(evaluation.facts),
        warnings=_cut(evaluation.warnings),
        changed=_cut(list(_group_changed(evaluation.changed).items())),
        max_open=MAX_OPEN,
        max_dropped=MAX_DROPPED,
        max_listed=MAX_LISTED,
        said=said,
        draw_meter=draw_meter,
    )


def _cut(items: Sequence[T]) -> Cut[T]:
    return Cut(items[:MAX_LISTED], max(0, len(items) - MAX_LISTED))


def _list_tests(evaluation: Evaluation) -> tuple[list[JudgedTest], dict[str, int]]:
    """The tests to write out, and how many more there are of each kind."""
    reasons = {item.node_id: item.reasons for item in evaluation.associations}
    known = frozenset(evaluation.gate.known) if evaluation.gate else frozenset()
    by_label: dict[str, list[JudgedTest]] = {label: [] for label in MAX_TESTS}
    for item in by_urgency(evaluation.predictions):
        why, dropped = reasons.get(item.node_id, ()), evaluation.dropped.get(item.node_id, ())
        label = "known" if item.node_id in known else item.label.value
        by_label[label].append(JudgedTest(item, why, dropped, label))
    order = [by_label[label][: MAX_TESTS[label]] for label in ("fail", "abstain", "known", "pass")]
    hidden = {label: len(found) - MAX_TESTS[label] for label, found in by_label.items()}
    shown = [test for found in order for test in found]
    return shown, {label: n for label, n in hidden.items() if n > 0}


def _group_changed(changed: Sequence[ChangedSymbol]) -> dict[str, list[ChangedSymbol]]:
    by_path: dict[str, list[ChangedSymbol]] = {}
    for symbol in changed:
        by_path.setdefault(symbol.path, []).append(symbol)
    return by_path
