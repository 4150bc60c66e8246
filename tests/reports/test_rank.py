from __future__ import annotations

import json
from typing import Literal

import pytest

from patchcritic.cli.rank_run import exit_code_of
from patchcritic.domain import CriticFailure, Evaluation, NodeId
from patchcritic.pipeline.ranking import Duel, Ranked, Ranking, Standing
from patchcritic.reports.rank import render_rank_console, render_rank_json
from tests.reports.conftest import HOSTILE, make_evaluation, make_prediction

PASSING = make_evaluation(make_prediction("t.py::a", 0.9))
FAILING = make_evaluation(make_prediction("t.py::a", 0.1))
SPENT = make_evaluation(
    failures=(
        CriticFailure(node_id=NodeId.parse("t.py::a"), critic="c", kind="budget", message="spent"),
    )
)


def make_ranked(
    name: str, rank: int, evaluation: Evaluation | None = PASSING, **more: object
) -> Ranked:
    standing = None
    if evaluation is not None:
        coverage = evaluation.verdict.coverage
        standing = Standing(
            verdict=evaluation.verdict,
            n_failing=int(evaluation.verdict.label == "fail"),
            n_unknown=coverage.failed,
            n_tests=coverage.associated,
            mean_p=0.5,
        )
    return Ranked(rank=rank, name=name, evaluation=evaluation, standing=standing, **more)  # type: ignore[arg-type]


def make_ranking(
    *ranked: Ranked, duels: tuple[Duel, ...] = (), is_interrupted: bool = False
) -> Ranking:
    return Ranking(
        ranked=ranked,
        tests=(NodeId.parse("t.py::a"),),
        left_out=(),
        model="m",
        duels=duels,
        warnings=("note",),
        is_interrupted=is_interrupted,
    )


def make_duel(outcome: Literal["first", "second", "tie", "unanswered"]) -> Duel:
    return Duel(
        first="a", second="b", outcome=outcome, p_first=0.2, tests=(), rationale="r", note="so"
    )


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        ("first", "a before b (0.20)"),
        ("second", "b before a (0.80)"),
        ("tie", "a and b: a tie, so"),
        ("unanswered", "a and b: no answer, so"),
    ],
)
def test_comparisons_are_told(
    outcome: Literal["first", "second", "tie", "unanswered"], line: str
) -> None:
    ranking = make_ranking(make_ranked("a", 1), make_ranked("b", 2), duels=(make_duel(outcome),))

    assert f"\n  {line}\n      r\n" in render_rank_console(ranking)
    assert json.loads(render_rank_json(ranking))["comparisons"][0]["outcome"] == outcome


def test_hostile_names_stay_on_their_line() -> None:
    ranked = make_ranked(HOSTILE, 1, signs=(HOSTILE,), reasons=(HOSTILE,))
    text = render_rank_console(make_ranking(ranked))

    assert "\x1b" not in text
    assert "\u202e" not in text
    assert not any(line.startswith("next") for line in text.splitlines())


def test_duplicates_and_the_unusable_say_so() -> None:
    text = render_rank_console(
        make_ranking(
            make_ranked("a", 1),
            make_ranked("b", 1, same_as="a"),
            make_ranked("c", 3, None, problem="does not apply"),
            is_interrupted=True,
        )
    )

    assert "the same as a: judged once" in text
    assert "does not apply" in text
    assert "interrupted: this ranking is partial" in text
    assert "best: a  PASS  p_pass 0.90" in text


@pytest.mark.parametrize(
    ("ranking", "fail_on", "code"),
    [
        (make_ranking(make_ranked("a", 1), make_ranked("b", 2, FAILING)), "fail", 0),
        (make_ranking(make_ranked("a", 1, FAILING)), "fail", 1),
        (make_ranking(make_ranked("a", 1, FAILING)), "never", 0),
        (make_ranking(make_ranked("a", 1), make_ranked("b", 2, SPENT)), "never", 4),
        (make_ranking(make_ranked("a", 1, FAILING), make_ranked("b", 2, FAILING)), "fail", 1),
        (make_ranking(make_ranked("a", 1, None)), "fail", 2),
        (make_ranking(make_ranked("a", 1), is_interrupted=True), "fail", 130),
        (make_ranking(make_ranked("a", 1), make_ranked("b", 1)), "fail", 4),
        (make_ranking(make_ranked("a", 1), make_ranked("b", 1)), "never", 0),
    ],
)
def test_exit_codes(ranking: Ranking, fail_on: str, code: int) -> None:
    assert exit_code_of(ranking, fail_on, takes_first=False) == code
