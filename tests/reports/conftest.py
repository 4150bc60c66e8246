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
from patchcritic.domain.benchmark import ArmReport, BenchReport, Bin, Interval
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


@pytest.fixture
def empty_arm() -> ArmReport:
    """An arm of which nothing could be measured."""
    return ArmReport(arm="nothing", test_level={}, patch_level={}, n_tests=0, n_patches=0)


@pytest.fixture
def bench() -> BenchReport:
    """One arm with everything there is to measure, beside a baseline with little."""
    strong = ArmReport(
        arm="strong",
        test_level={
            "accuracy": Interval(value=0.875, low=0.8, high=0.92),
            "auc": Interval(value=0.912),
        },
        patch_level={"accuracy": Interval(value=0.75, low=0.5, high=0.9)},
        n_tests=80,
        n_patches=24,
        confusion={"passed/pass": 60, "failed/pass": 3, "failed/fail": 10, "passed/fail": 7},
        patch_confusion={"passed/pass": 12, "failed/fail": 6, "failed/uncertain": 6},
        bins=(
            Bin(low=0.0, high=0.1, n=20, mean_p=0.05, share_passed=0.1),
            Bin(low=0.9, high=1.0, n=60, mean_p=0.95, share_passed=0.9),
        ),
        coverage_risk=((0.5, 0.0), (1.0, 0.125)),
        progress=((1.0, 0.9), (0.5, 0.6)),
        agreement={"kendall": Interval(value=0.4, low=-0.1, high=0.8)},
        second_look={"cl": 0.9, "cs": 0.4, "n": 80.0, "is_worth_it": 1.0},
        reached_level={"accuracy": Interval(value=0.625, low=0.5, high=0.75)},
        usage=Usage(n_calls=80, prompt_tokens=90_000, completion_tokens=8_000, cost_usd=1.5),
    )
    base_rate = ArmReport(
        arm="base rate",
        test_level={"accuracy": Interval(value=0.5), "auc": Interval(value=None)},
        patch_level={},
        n_tests=80,
        n_patches=24,
    )
    return BenchReport(
        dataset="mined packages",
        dataset_digest="ab12",
        arms=(strong,),
        baselines=(base_rate,),
        n_instances=12,
        n_submissions=24,
        skipped={"the patch does not apply": 3},
        seconds=431.2,
        settings={"prompt": "certificate"},
    )


@pytest.fixture
def hostile_bench(bench: BenchReport) -> BenchReport:
    """Escapes and markup in every name a dataset, a model or a setting can bring."""
    text = f"{HOSTILE}<script>alert(1)</script>\"'>"
    (arm,) = bench.arms
    hostile = replace(arm, arm=text, confusion={text: 3}, test_level={text: Interval(value=1.0)})
    return replace(
        bench,
        dataset=text,
        dataset_digest=text,
        arms=(hostile, arm),
        skipped={text: 1},
        settings={text: text},
    )
