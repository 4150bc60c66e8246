from __future__ import annotations

import pytest

from patchcritic.domain import (
    Association,
    Change,
    ChangedSymbol,
    Context,
    CriticRequest,
    Dropped,
    Fact,
    Label,
    NodeId,
    Opinion,
    Patch,
    PSource,
    Span,
    Step,
    SymbolKind,
    TestCase,
)
from patchcritic.verdict import features_of, measure_answer
from patchcritic.verdict.features import FEATURES
from tests.verdict.conftest import make_prediction

NODE = NodeId(path="t.py", names=("test_a",))


def make_symbol(*, is_cosmetic: bool) -> ChangedSymbol:
    span = Span(path="m.py", start=1, end=2)
    return ChangedSymbol(
        path="m.py",
        qualname="f",
        kind=SymbolKind.FUNCTION,
        change=Change.MODIFIED,
        old_span=span,
        new_span=span,
        is_cosmetic=is_cosmetic,
    )


def make_request(association: Association | None = None) -> CriticRequest:
    dropped = (Dropped(title="x", n_tokens=9, reason="no room"),)
    return CriticRequest(
        patch=Patch(files=(), text=""),
        test=TestCase(node_id=NODE, span=Span(path="t.py", start=3, end=7), is_parametrized=True),
        context=Context(shared=(), snippets=(), n_tokens=812, budget=900, dropped=dropped),
        facts=(Fact(kind="k", path="m.py", line=1, message="it is so"),),
        association=association,
        changed=(make_symbol(is_cosmetic=True), make_symbol(is_cosmetic=False)),
    )


def make_opinion(label: Label, *, is_dropped: bool = False) -> Opinion:
    return Opinion(
        by="sample",
        label=label,
        p_pass=0.5,
        p_source=PSource.VOTE,
        rationale="",
        critic="m",
        is_dropped=is_dropped,
    )


def test_everything_that_is_measured() -> None:
    reached = Association(node_id=NODE, score=0.7, reasons=(), distance=2)
    steps = (Step(says="x is 1"), Step(says="1 == 2", holds="no"))

    found = features_of(
        make_request(reached),
        make_prediction("a", 0.1, trace=steps, problems=("no such line",)),
        p_static=0.8,
    )

    assert found == {
        "p_static": 0.8,
        "test_lines": 5.0,
        "is_parametrized": 1.0,
        "distance": 2.0,
        "score": 0.7,
        "n_changed": 1.0,
        "n_tokens": 812.0,
        "n_dropped": 1.0,
        "n_facts": 1.0,
        "n_problems": 1.0,
        "n_signs": 0.0,
        "n_citations": 0.0,
        "n_steps": 2.0,
        "n_holds_no": 1.0,
        "is_trace_against": 0.0,
        "n_opinions": 0.0,
        "share_against": 0.0,
    }
    assert set(FEATURES) == set(found) - {"n_signs"}


def test_what_nobody_knows_is_left_out() -> None:
    found = features_of(make_request(), make_prediction("a", 0.1))

    assert not {"p_static", "distance", "score"} & set(found)


@pytest.mark.parametrize(
    ("label", "holds", "expected"),
    [
        (Label.PASS, ["yes", "no"], True),
        (Label.PASS, ["yes", "unknown"], False),
        (Label.PASS, [None], False),
        (Label.FAIL, ["yes", "yes"], True),
        (Label.FAIL, ["yes", "unknown"], False),
        (Label.FAIL, ["no"], False),
        (Label.FAIL, [], False),
        (Label.ABSTAIN, ["no"], False),
    ],
)
def test_whether_the_trace_says_the_opposite(
    label: Label, holds: list[str | None], expected: bool
) -> None:
    trace = tuple(Step(says="", holds=one) for one in holds)  # type: ignore[arg-type]

    found = measure_answer(make_prediction("a", 0.5, label, trace=trace))

    assert found["is_trace_against"] == float(expected)


def test_how_many_opinions_say_something_else() -> None:
    opinions = (
        make_opinion(Label.PASS),
        make_opinion(Label.FAIL),
        make_opinion(Label.FAIL, is_dropped=True),
    )

    found = measure_answer(make_prediction("a", 0.9, opinions=opinions))

    assert (found["n_opinions"], found["share_against"]) == (2.0, 0.5)
