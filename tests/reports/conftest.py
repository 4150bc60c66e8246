from __future__ import annotations

from dataclasses import replace

import pytest

from patchcritic.domain import (
    Association,
    Change,
    ChangedSymbol,
    Citation,
    CriticFailure,
    DiffLine,
    Dropped,
    Evaluation,
    Fact,
    Hunk,
    Label,
    NodeId,
    Opinion,
    Patch,
    PatchedFile,
    Prediction,
    PSource,
    Span,
    Step,
    SymbolKind,
    Usage,
    Witness,
)
from patchcritic.verdict import decide_verdict

HOSTILE = "\x1b[2J\x1b]0;owned\x07 red \u202eright\x9b31m [bold]x[/] ::error::no\nnext"


def make_prediction(
    name: str, p_pass: float, *, label: Label | None = None, text: str = "traced"
) -> Prediction:
    label = label or (Label.PASS if p_pass >= 0.5 else Label.FAIL)
    witness = Witness(
        assertion="assert f() == 2", expected="2", actual="3", path="tests/test_a.py", line=7
    )
    return Prediction(
        node_id=NodeId.parse(name),
        label=label,
        p_pass=p_pass,
        p_source=PSource.VERBALISED,
        rationale=text,
        critic="scripted",
        witness=witness if label is Label.FAIL else None,
        citations=(Citation(path="a.py", line=3, quote="return 3"),),
        usage=Usage(n_calls=1, prompt_tokens=100, cached_tokens=60, completion_tokens=20),
    )


def make_evaluation(
    *predictions: Prediction, failures: tuple[CriticFailure, ...] = (), text: str = "note"
) -> Evaluation:
    lines = (DiffLine(tag="-", text="return 2"), DiffLine(tag="+", text="return 3"))
    file = PatchedFile(
        path="a.py",
        old_path="a.py",
        change=Change.MODIFIED,
        hunks=(Hunk(old_start=3, old_length=1, new_start=3, new_length=1, lines=lines),),
    )
    symbol = ChangedSymbol(
        path="a.py",
        qualname="f",
        kind=SymbolKind.FUNCTION,
        change=Change.MODIFIED,
        old_span=Span(path="a.py", start=1, end=3),
        new_span=Span(path="a.py", start=1, end=3),
    )
    return Evaluation(
        verdict=decide_verdict(predictions, n_failures=len(failures), n_left_out=0, threshold=0.5),
        predictions=predictions,
        failures=failures,
        associations=tuple(
            Association(node_id=p.node_id, score=0.9, reasons=("test_a -> f (changed)",))
            for p in predictions
        ),
        left_out=(),
        unaffected=4,
        facts=(Fact(kind="undefined-name", path="a.py", line=3, message=text),),
        warnings=(text,),
        usage=sum((p.usage for p in predictions), start=Usage()),
        model="scripted:x.jsonl",
        prompt_digest="abc",
        patch=Patch(files=(file,), text=""),
        changed=(symbol,),
        seconds={"apply": 0.1, "judge": 0.2},
    )


@pytest.fixture
def mixed() -> Evaluation:
    """One failing, one passing, one abstaining test, and one without an answer."""
    return make_evaluation(
        make_prediction("tests/test_a.py::test_pass", 0.93),
        make_prediction("tests/test_a.py::test_fail[a-1]", 0.08),
        make_prediction("tests/test_b.py::T::test_unsure", 0.5, label=Label.ABSTAIN),
        failures=(
            CriticFailure(
                node_id=NodeId.parse("tests/test_b.py::test_none"),
                critic="scripted",
                kind="timeout",
                message="no answer within 120 s",
            ),
        ),
    )


@pytest.fixture
def hostile() -> Evaluation:
    """Terminal escapes, markup and bidirectional controls wherever a stranger can put text."""
    opinion = Opinion(
        by=HOSTILE,
        label=Label.PASS,
        p_pass=0.7,
        p_source=PSource.VERBALISED,
        rationale=HOSTILE,
        critic=HOSTILE,
    )
    prediction = replace(
        make_prediction(f"tests/test_a.py::test_x[{HOSTILE}]", 0.1, text=HOSTILE),
        trace=(Step(says=HOSTILE, path=HOSTILE, line=3, holds="no"),),
        problems=(HOSTILE,),
        signs=(HOSTILE,),
        opinions=(opinion,),
        critic=HOSTILE,
    )
    dropped = {prediction.node_id: (Dropped(title=HOSTILE, n_tokens=9, reason=HOSTILE),)}
    return replace(make_evaluation(prediction, text=HOSTILE), dropped=dropped)


@pytest.fixture
def sampled() -> Evaluation:
    """An abstention after two samples that disagree, with a proof that does not hold."""
    opinions = tuple(
        Opinion(
            by=f"sample {number}",
            label=label,
            p_pass=p_pass,
            p_source=PSource.VERBALISED,
            rationale=f"reason {number}",
            critic="scripted",
            is_dropped=number == 3,
        )
        for number, label, p_pass in [
            (1, Label.PASS, 0.8),
            (2, Label.FAIL, 0.3),
            (3, Label.PASS, 1),
        ]
    )
    prediction = replace(
        make_prediction("t.py::test_unsure", 0.55, label=Label.ABSTAIN),
        p_source=PSource.MEAN,
        problems=("a.py:900 is past the end of the file",),
        signs=("fence-look-alike at a.py:3",),
        opinions=opinions,
    )
    dropped = tuple(
        Dropped(title=f"f{number}", n_tokens=10, reason="over the budget") for number in range(9)
    )
    return replace(make_evaluation(prediction), dropped={prediction.node_id: dropped})
