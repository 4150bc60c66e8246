from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from patchcritic.critics.composed.opinions import (
    abstain,
    account_for,
    contradicts_itself,
    find_answers,
    find_majority,
    fold_answers,
    join_failures,
    mean_p,
    record_opinion,
    record_opinions,
    speaks_against,
)
from patchcritic.domain import Citation, CriticFailure, Label, PSource, Step, Usage, Witness

Make = Callable[..., Any]
WITNESS = Witness(assertion="assert f() == 1")


def test_an_opinion_is_the_answer_as_it_was(outcome: Make) -> None:
    [opinion] = record_opinion("sample 2", outcome("fail 0.125 logprob"))
    assert (opinion.by, opinion.label, opinion.p_pass) == ("sample 2", Label.FAIL, 0.125)
    assert (opinion.p_source, opinion.critic) == (PSource.LOGPROB, "table")
    assert (opinion.rationale, opinion.is_dropped) == ("Since fail 0.125 logprob.", False)


def test_a_dropped_opinion_says_why(outcome: Make) -> None:
    [opinion] = record_opinion("sample 1", outcome("pass 0.9"), dropped="a fact is against it")
    assert opinion.is_dropped
    assert opinion.rationale == "Not counted: a fact is against it. Since pass 0.9."


def test_what_an_answer_was_made_from_stands_behind_it(outcome: Make) -> None:
    inner = record_opinions({"sample 1": outcome("pass 0.9"), "sample 2": outcome("fail 0.2")})
    answer = outcome("pass 0.8", opinions=inner)
    found = record_opinions({"control flow": answer}, ", round 1")
    assert [(opinion.by, opinion.p_pass) for opinion in found] == [
        ("control flow, round 1", 0.8),
        ("control flow, round 1, sample 1", 0.9),
        ("control flow, round 1, sample 2", 0.2),
    ]


def test_failures_are_no_answers(outcome: Make) -> None:
    assert list(find_answers({"a": outcome("!timeout"), "b": outcome("pass 0.9")})) == ["b"]


YES, NO, OPEN, NONE = (Step(says="", holds=holds) for holds in ("yes", "no", "unknown", None))


@pytest.mark.parametrize(
    ("text", "trace", "problem"),
    [
        ("pass 0.9", (), ""),
        ("pass 0.9", (NONE, YES, YES), ""),
        ("pass 0.9", (NONE, OPEN), ""),
        ("pass 0.9", (NONE, NO, YES), "it says pass, and that step 2 does not hold"),
        ("fail 0.1", (), ""),
        ("fail 0.1", (NONE, NONE), ""),
        ("fail 0.1", (YES, NO), ""),
        ("fail 0.1", (YES, OPEN), ""),
        ("fail 0.1", (YES, NONE), ""),
        ("fail 0.1", (NONE, YES, YES), "it says fail, and that every assertion holds"),
        ("abstain 0.5", (NO,), ""),
        ("abstain 0.5", (YES,), ""),
    ],
)
def test_an_answer_against_its_own_trace(
    outcome: Make, text: str, trace: tuple[Step, ...], problem: str
) -> None:
    assert contradicts_itself(outcome(text, trace=trace)) == problem


@pytest.mark.parametrize(
    ("labels", "n_needed", "majority"),
    [
        ("pass pass fail", 2, Label.PASS),
        ("fail pass fail abstain", 3, None),
        ("abstain abstain", 2, Label.ABSTAIN),
        ("fail fail fail pass", 3, Label.FAIL),
        ("", 1, None),
    ],
)
def test_majorities(outcome: Make, labels: str, n_needed: int, majority: Label | None) -> None:
    answers = [outcome(f"{label} 0.5") for label in labels.split()]
    assert find_majority(answers, n_needed=n_needed) is majority


@pytest.mark.parametrize(
    ("texts", "p_pass", "source"),
    [
        (("pass 0.75 logprob", "fail 0.25 logprob"), 0.5, PSource.LOGPROB),
        (("pass 0.75 logprob", "pass 1.0"), 0.875, PSource.MEAN),
        (("fail 0.25 vote", "fail 0.0 vote"), 0.125, PSource.MEAN),
    ],
)
def test_means(outcome: Make, texts: tuple[str, ...], p_pass: float, source: PSource) -> None:
    assert mean_p([outcome(text) for text in texts]) == (p_pass, source)


def test_the_nearest_answer_of_the_majority_speaks_for_it(outcome: Make) -> None:
    answers = {
        "a": outcome("pass 1.0"),
        "b": outcome("pass 0.75"),
        "c": outcome("fail 0.2", witness=WITNESS),
    }
    folded = fold_answers(answers, Label.PASS, p=(0.65, PSource.MEAN), n_asked=3)
    assert (folded.label, folded.p_pass, folded.p_source) == (Label.PASS, 0.65, PSource.MEAN)
    assert (folded.rationale, folded.witness) == ("Since pass 0.75.", None)


def test_an_answer_whose_citations_hold_speaks_before_a_nearer_one(outcome: Make) -> None:
    answers = {
        "a": outcome("fail 0.2", problems=("a.py:9 does not say that",), witness=WITNESS),
        "b": outcome("fail 0.0", witness=replace(WITNESS, line=4)),
    }
    folded = fold_answers(answers, Label.FAIL, p=(0.2, PSource.VOTE), n_asked=2)
    assert folded.problems == ()
    assert folded.witness is not None
    assert folded.witness.line == 4


def test_without_a_majority_both_sides_are_shown(outcome: Make) -> None:
    answers = {
        "a": outcome("fail 0.2", witness=WITNESS, citations=(Citation(path="a.py", line=1),)),
        "b": outcome("pass 0.9"),
        "c": outcome("pass 0.8"),
    }
    folded = fold_answers(answers, None, p=(0.6, PSource.MEAN), n_asked=4)
    assert (folded.label, folded.p_pass, folded.witness) == (Label.ABSTAIN, 0.6, None)
    assert folded.citations == ()
    assert folded.rationale.splitlines() == [
        "No agreement among 4: 2 pass, 1 fail, 1 without an answer that counts.",
        "b: pass (0.90). Since pass 0.9.",
        "a: fail (0.20). Since fail 0.2.",
    ]


def test_a_majority_that_the_joint_probability_is_against_is_none(outcome: Make) -> None:
    answers = {"a": outcome("pass 0.6"), "b": outcome("pass 0.6"), "c": outcome("fail 0.0")}
    folded = fold_answers(answers, Label.PASS, p=(0.4, PSource.MEAN), n_asked=3)
    assert folded.label is Label.ABSTAIN
    assert "Most say pass, yet their joint p_pass is 0.40." in folded.rationale


@pytest.mark.parametrize(
    ("p_pass", "label", "is_against"),
    [
        (0.4, Label.PASS, True),
        (0.5, Label.PASS, False),
        (0.5, Label.FAIL, False),
        (0.6, Label.FAIL, True),
        (0.9, Label.ABSTAIN, False),
    ],
)
def test_sides(p_pass: float, label: Label, is_against: bool) -> None:
    assert speaks_against(p_pass, label) is is_against


def test_an_abstention_claims_nothing(outcome: Make) -> None:
    answer = outcome(
        "fail 0.1",
        witness=WITNESS,
        trace=(NO,),
        problems=("x",),
        citations=(Citation(path="a", line=1),),
    )
    empty = abstain(answer, p=(0.1, PSource.VERBALISED), rationale="unconfirmed")
    assert empty == outcome("abstain 0.1", rationale="unconfirmed")


def test_usage_signs_and_the_cache_are_those_of_all(outcome: Make) -> None:
    first = outcome("pass 0.9", signs=("a.py:1 speaks to the model", "b"), cached=True)
    second = outcome("pass 0.8", signs=("b", "c"), cached=True, usage=Usage(cost_usd=None))
    total = account_for(first, (first, second), ())
    assert total.signs == ("a.py:1 speaks to the model", "b", "c")
    assert total.usage == Usage(n_calls=1, prompt_tokens=10, cost_usd=None)
    assert total.cached
    assert not account_for(first, (first, replace(second, cached=False)), ()).cached
    assert not account_for(first, (first, outcome("!timeout")), ()).cached


@pytest.mark.parametrize(
    ("texts", "kind"),
    [
        (("pass 0.9", "!timeout"), None),
        (("!timeout", "!refused"), "refused"),
        (("!timeout", "!budget", "!refused"), "budget"),
        (("pass 0.9", "!budget", "pass 0.9"), "budget"),
        (("!timeout", "pass 0.9", "!exported"), "exported"),
    ],
)
def test_when_several_outcomes_are_a_failure(
    outcome: Make, texts: tuple[str, ...], kind: str | None
) -> None:
    failure = join_failures([outcome(text) for text in texts])
    if kind is None:
        assert failure is None
        return
    assert isinstance(failure, CriticFailure)
    assert failure.kind == kind
    assert failure.usage.n_calls == len(texts)
    assert failure.usage.cost_usd == 0.25 * len(texts)
