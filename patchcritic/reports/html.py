"""The report of one evaluation as an HTML page, for a reader who wants to check it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from patchcritic.reports.ordering import by_urgency
from patchcritic.reports.pages import render_page
from patchcritic.reports.plots import draw_meter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from patchcritic.domain import ChangedSymbol, Dropped, Evaluation, Prediction

MAX_PASSING = 500
"""Passing tests beyond this many are counted, not written out; failing ones always are."""
MAX_DROPPED = 10
"""Pieces of code named that one critique was not shown."""


class JudgedTest(NamedTuple):
    """One prediction with what stands elsewhere in the evaluation about its test."""

    prediction: Prediction
    reasons: tuple[str, ...]
    dropped: tuple[Dropped, ...]


def render_html(evaluation: Evaluation) -> str:
    """The evaluation as a page that needs no other file and no script: the verdict, every test
    with the proof it was judged by, the doubts about that proof, facts, warnings and costs."""
    tests = _list_tests(evaluation)
    urgent = sum(test.prediction.label != "pass" for test in tests)
    shown = tests[: urgent + MAX_PASSING]
    coverage = evaluation.verdict.coverage
    is_guess = evaluation.verdict.label == "uncertain" and not coverage.judged
    return render_page(
        "evaluation.html.j2",
        evaluation=evaluation,
        verdict=evaluation.verdict,
        coverage=coverage,
        p_pass=None if is_guess else evaluation.verdict.p_pass,
        tests=shown,
        n_hidden=len(tests) - len(shown),
        changed=_group_changed(evaluation.changed),
        max_dropped=MAX_DROPPED,
        seconds=sum(evaluation.seconds.values()),
        draw_meter=draw_meter,
    )


def _list_tests(evaluation: Evaluation) -> list[JudgedTest]:
    reasons = {item.node_id: item.reasons for item in evaluation.associations}
    return [
        JudgedTest(item, reasons.get(item.node_id, ()), evaluation.dropped.get(item.node_id, ()))
        for item in by_urgency(evaluation.predictions)
    ]


def _group_changed(changed: Sequence[ChangedSymbol]) -> dict[str, list[ChangedSymbol]]:
    by_path: dict[str, list[ChangedSymbol]] = {}
    for symbol in changed:
        by_path.setdefault(symbol.path, []).append(symbol)
    return by_path
