from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.critics.composed.second_look import SecondLook
from patchcritic.domain import CriticFailure, Label, PSource, Witness
from patchcritic.prompts.templates import load_part

Make = Callable[..., Any]
TableCritic = Any

ALONE = ("", 0, 0)
HIDDEN = ("second_look", 0, 0)
SHOWN = ("second_look", 0, 1)


def test_the_angle_is_a_section_of_the_file() -> None:
    assert "second_look" in load_part("angles")


@pytest.mark.parametrize("is_shown", [False, True])
@pytest.mark.parametrize(
    ("first", "second", "label", "p_pass", "source"),
    [
        ("pass 0.75", "pass 1.0", Label.PASS, 0.875, PSource.MEAN),
        ("fail 0.25 logprob", "fail 0.0 logprob", Label.FAIL, 0.125, PSource.LOGPROB),
        ("pass 1.0", "fail 0.25", Label.ABSTAIN, 0.625, PSource.MEAN),
        ("fail 0.0", "pass 1.0", Label.ABSTAIN, 0.5, PSource.MEAN),
        ("abstain 0.5", "pass 1.0", Label.ABSTAIN, 0.75, PSource.MEAN),
        ("abstain 0.5", "abstain 0.5", Label.ABSTAIN, 0.5, PSource.MEAN),
    ],
)
def test_two_looks(
    table_critic: TableCritic,
    judge: Make,
    is_shown: bool,
    first: str,
    second: str,
    label: Label,
    p_pass: float,
    source: PSource,
) -> None:
    inner = table_critic({ALONE: first, SHOWN if is_shown else HIDDEN: second})
    found = judge(SecondLook(inner, is_shown))
    assert (found.label, found.p_pass, found.p_source) == (label, p_pass, source)
    assert found.usage.n_calls == 2
    looks = [(one.by, one.label, one.p_pass, one.rationale) for one in found.opinions]
    assert looks == [
        (by, Label(text.split()[0]), float(text.split()[1]), f"Since {text}.")
        for by, text in (("first look", first), ("second look", second))
    ]


def test_the_first_answer_is_shown_alone(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    sampled = judge(SecondLook(table_critic({ALONE: "pass 0.9", HIDDEN: "pass 0.9"}), False))
    inner = table_critic({ALONE: sampled, SHOWN: "pass 0.8"})
    found = judge(SecondLook(inner, is_shown=True))
    [shown] = inner.asked[1].earlier
    assert (shown.by, shown.label, shown.p_pass) == ("first look", Label.PASS, 0.9)
    assert [opinion.by for opinion in found.opinions] == [
        "first look",
        "first look, first look",
        "first look, second look",
        "second look",
    ]


def test_looks_that_differ_are_both_told(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    first = outcome("fail 0.1", witness=Witness(assertion="assert f()"), rationale="f() is None.")
    found = judge(SecondLook(table_critic({ALONE: first, HIDDEN: "pass 0.9"}), False))
    assert found.witness is None
    assert found.rationale.splitlines() == [
        "No agreement among 2: 1 pass, 1 fail.",
        "second look: pass (0.90). Since pass 0.9.",
        "first look: fail (0.10). f() is None.",
    ]


def test_a_look_that_is_confirmed_keeps_its_proof(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    witness = Witness(assertion="assert f()")
    first = outcome("fail 0.1", witness=witness)
    found = judge(SecondLook(table_critic({ALONE: first, HIDDEN: "fail 0.3"}), False))
    assert (found.witness, found.rationale) == (witness, "Since fail 0.1.")


@pytest.mark.parametrize(
    ("first", "again", "second", "kind", "n_calls"),
    [
        ("!timeout", HIDDEN, "!refused", "refused", 2),
        ("!budget", HIDDEN, "pass 0.9", "budget", 2),
        ("pass 0.9", HIDDEN, "!budget", "budget", 2),
        ("pass 0.9", HIDDEN, "!exported", "exported", 2),
        ("!exported", HIDDEN, "!exported", "exported", 2),
        ("!timeout", SHOWN, "pass 0.9", "timeout", 1),
        ("!exported", SHOWN, "pass 0.9", "exported", 1),
        ("pass 0.9", SHOWN, "!budget", "budget", 2),
    ],
)
def test_when_it_fails(
    table_critic: TableCritic,
    judge: Make,
    first: str,
    again: tuple[str, int, int],
    second: str,
    kind: str,
    n_calls: int,
) -> None:
    inner = table_critic({ALONE: first, again: second})
    found = judge(SecondLook(inner, is_shown=again == SHOWN))
    assert isinstance(found, CriticFailure)
    assert (found.kind, found.usage.n_calls, len(inner.asked)) == (kind, n_calls, n_calls)


@pytest.mark.parametrize(
    ("answers", "again", "answered", "missing"),
    [
        (("pass 0.9", "!timeout"), HIDDEN, "first look", "second look"),
        (("pass 0.9", "!timeout"), SHOWN, "first look", "second look"),
        (("!timeout", "pass 0.9"), HIDDEN, "second look", "first look"),
    ],
)
def test_a_look_that_nothing_confirms_is_an_abstention(
    table_critic: TableCritic,
    judge: Make,
    answers: tuple[str, str],
    again: tuple[str, int, int],
    answered: str,
    missing: str,
) -> None:
    inner = table_critic({ALONE: answers[0], again: answers[1]})
    found = judge(SecondLook(inner, is_shown=again == SHOWN))
    assert (found.label, found.p_pass, found.p_source) == (Label.ABSTAIN, 0.9, PSource.VERBALISED)
    assert found.rationale.splitlines() == [
        f"{missing} gave no answer: It was timeout.",
        f"{answered}: pass (0.90). Since pass 0.9.",
    ]
    assert ([opinion.by for opinion in found.opinions], found.usage.n_calls) == ([answered], 2)


def test_ctrl_c_ends_the_look(table_critic: TableCritic, count_cancelled: Make) -> None:
    inner = table_critic({ALONE: "pass 0.9", HIDDEN: "never"})
    assert count_cancelled(SecondLook(inner, False), inner) == 1


def test_showing_or_hiding_shapes_the_fingerprint(table_critic: TableCritic) -> None:
    inner = table_critic({}, "m")
    shown, hidden = SecondLook(inner, True), SecondLook(inner, False)
    assert shown.name == hidden.name == "m"
    assert shown.fingerprint != hidden.fingerprint
    assert inner.name in shown.fingerprint
