from __future__ import annotations

import pytest

from patchcritic.domain import (
    Association,
    Change,
    CriticFailure,
    Evaluation,
    Label,
    NodeId,
    Patch,
    PatchedFile,
    Prediction,
    PSource,
    Usage,
    Witness,
)
from patchcritic.hooks import HookKind, Outcome, OutcomeKind, join_codes
from patchcritic.hooks.outcome import explain_uncertain
from patchcritic.hooks.saying import MAX_FAILING, say_ending, say_outcome
from patchcritic.verdict import decide_verdict

HOSTILE = "\x1b[2J\u202eright\n::error::no"


def predict(name: str, *, fails: bool, text: str = "why") -> Prediction:
    witness = Witness(assertion="a == b", expected="1", actual="2", path="tests/a.py", line=3)
    return Prediction(
        node_id=NodeId.parse(f"tests/a.py::{name}"),
        label=Label.FAIL if fails else Label.PASS,
        p_pass=0.1 if fails else 0.9,
        p_source=PSource.VERBALISED,
        rationale=text,
        critic="x",
        witness=witness if fails else None,
    )


def evaluate(
    *predictions: Prediction,
    failures: tuple[CriticFailure, ...] = (),
    n_left_out: int = 0,
    paths: tuple[str, ...] = ("a.py",),
) -> Evaluation:
    files = tuple(
        PatchedFile(path=path, old_path=path, change=Change.MODIFIED, hunks=()) for path in paths
    )
    node_ids = [*(one.node_id for one in predictions), *(one.node_id for one in failures)]
    left_out = tuple(NodeId.parse(f"tests/b.py::test_{n}") for n in range(n_left_out))
    return Evaluation(
        verdict=decide_verdict(
            predictions, n_failures=len(failures), n_left_out=n_left_out, threshold=0.5
        ),
        predictions=predictions,
        failures=failures,
        associations=tuple(
            Association(node_id=one, score=1.0, reasons=()) for one in (*node_ids, *left_out)
        ),
        left_out=left_out,
        unaffected=0,
        facts=(),
        warnings=(),
        usage=Usage(cost_usd=0.0123),
        model="x",
        prompt_digest="",
        patch=Patch(files=files, text=""),
        changed=(),
        seconds={"judge": 1.25},
    )


def say(kind: OutcomeKind, evaluation: Evaluation | None = None, reason: str = "") -> list[str]:
    outcome = Outcome(title="merge of f", kind=kind, reason=reason, evaluation=evaluation)
    return [text for _, text in say_outcome(outcome)]


def test_all_is_well_in_one_line() -> None:
    assert say(OutcomeKind.ACCEPTED, evaluate(predict("test_a", fails=False))) == [
        "patchcritic: merge of f: PASS, p_pass 0.90, 1 of 1 tests judged, 1.2 s, $0.0123"
    ]


def test_a_rejection_names_the_tests() -> None:
    failing = [predict(f"test_{n}", fails=True) for n in range(MAX_FAILING + 3)]
    lines = say(OutcomeKind.REJECTED, evaluate(*failing, predict("test_ok", fails=False)))
    assert lines[1:4] == [
        "  FAIL 0.10  tests/a.py::test_0",
        "             why",
        "             tests/a.py:3 a == b: expected 1, got 2",
    ]
    assert lines[-1] == "  … and 3 more"
    assert not any("test_ok" in line for line in lines)


def test_foreign_text_stays_on_its_line() -> None:
    title = Outcome(title=HOSTILE, kind=OutcomeKind.UNJUDGED, reason=HOSTILE)
    rejected = say(OutcomeKind.REJECTED, evaluate(predict("test_a", fails=True, text=HOSTILE)))
    for line in (*rejected, *(text for _, text in say_outcome(title))):
        assert line.isprintable()
        assert "::error" not in line


@pytest.mark.parametrize(
    ("evaluation", "reason"),
    [
        (evaluate(), "no test is associated with this change"),
        (
            evaluate(predict("test_a", fails=False), n_left_out=4),
            "1 of 5 tests judged, 4 beyond --max-tests, none fails",
        ),
        (
            evaluate(
                failures=(
                    CriticFailure(
                        node_id=NodeId.parse("tests/a.py::test_a"),
                        critic="x",
                        kind="budget",
                        message="The money is spent.",
                    ),
                )
            ),
            "0 of 1 tests judged; The money is spent",
        ),
    ],
)
def test_why_there_is_no_verdict(evaluation: Evaluation, reason: str) -> None:
    assert explain_uncertain(evaluation) == reason


A, R, U, I = OutcomeKind  # noqa: E741


@pytest.mark.parametrize(
    ("kinds", "allow", "block"),
    [((), 0, 0), ((A,), 0, 0), ((A, R, U), 1, 1), ((A, U), 0, 4), ((R, I), 130, 130)],
)
def test_exit_codes(kinds: tuple[OutcomeKind, ...], allow: int, block: int) -> None:
    outcomes = [Outcome(title="", kind=kind) for kind in kinds]
    assert join_codes(outcomes, blocks=False) == allow
    assert join_codes(outcomes, blocks=True) == block


@pytest.mark.parametrize("kind", HookKind)
def test_endings(kind: HookKind) -> None:
    def end(code: int, outcome: OutcomeKind) -> str:
        lines = say_ending(kind, [Outcome(title="", kind=outcome)], code=code)
        return "\n".join(text for _, text in lines)

    assert end(0, A) == ""
    assert "--on-no-verdict block" in end(0, U)
    for code, outcome in ((1, R), (4, U)):
        assert "--no-verify" in end(code, outcome)
    assert "Go on" not in end(130, I)
