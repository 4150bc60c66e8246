from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.critics.composed.cascade import Cascade, is_sure
from patchcritic.domain import CriticFailure, Label, Usage
from patchcritic.errors import ModelUnavailable

Make = Callable[..., Any]
TableCritic = Any


def _make(table_critic: TableCritic, *answers: Any) -> tuple[Cascade, list[Any]]:
    names = ("cheap", "middle", "strong")[-len(answers) :] if len(answers) == 3 else ("a", "b")
    critics = [
        table_critic({("", 0, 0): answer}, name)
        for name, answer in zip(names, answers, strict=True)
    ]
    return Cascade(tuple(zip(names, critics, strict=True))), critics


@pytest.mark.parametrize(
    ("text", "floor", "sure"),
    [
        ("pass 0.8", 0.3, True),
        ("pass 0.79", 0.3, False),
        ("fail 0.2", 0.3, True),
        ("fail 0.21", 0.3, False),
        ("abstain 0.99", 0.3, False),
        ("pass 0.1", 0.3, False),  # a label against its own number
        ("pass 0.5", 0.0, True),
        ("pass 0.6", 0.1, True),  # 0.6 - 0.5 is less than 0.1 in binary
        ("pass 0.99", 0.5, False),
        ("pass 1.0", 0.5, True),
    ],
)
def test_what_is_sure(outcome: Make, text: str, floor: float, sure: bool) -> None:
    band = (0.5 - floor, 0.5 + floor)
    assert is_sure(outcome(text), band) is sure
    assert not is_sure(outcome(text, problems=("a.py:3 does not say that",)), band)
    assert not is_sure(outcome(text), None)


@pytest.mark.parametrize(
    ("answers", "label", "decided", "p_pass", "opinions"),
    [
        (("pass 0.9", "?", "?"), Label.PASS, "cheap", 0.9, []),
        (("fail 0.1", "?", "?"), Label.FAIL, "cheap", 0.1, []),
        (("pass 0.7", "pass 0.9", "?"), Label.PASS, "middle", 0.9, ["cheap"]),
        (("abstain 0.9", "fail 0.1", "?"), Label.FAIL, "middle", 0.1, ["cheap"]),
        (("!timeout", "fail 0.1", "?"), Label.FAIL, "middle", 0.1, []),
        (("!too-long", "!refused", "pass 0.6"), Label.PASS, "strong", 0.6, []),
        (("pass 0.7", "fail 0.4", "pass 0.6"), Label.PASS, "strong", 0.6, ["cheap", "middle"]),
        (("pass 0.7", "!timeout", "abstain 0.5"), Label.ABSTAIN, "strong", 0.5, ["cheap"]),
        (("pass 0.7", "fail 0.4", "!timeout"), Label.ABSTAIN, "middle", 0.4, ["cheap", "middle"]),
        (("pass 0.7", "!refused", "!timeout"), Label.ABSTAIN, "cheap", 0.7, ["cheap"]),
    ],
)
def test_levels(
    table_critic: TableCritic,
    judge: Make,
    answers: tuple[str, ...],
    label: Label,
    decided: str,
    p_pass: float,
    opinions: list[str],
) -> None:
    cascade, critics = _make(table_critic, *answers)
    found = judge(cascade)
    assert (found.label, found.critic, found.p_pass) == (label, decided, p_pass)
    assert [opinion.by for opinion in found.opinions] == opinions
    n_asked = sum(answer != "?" for answer in answers)
    assert [len(critic.asked) for critic in critics] == [1] * n_asked + [0] * (3 - n_asked)
    assert found.usage == Usage(
        n_calls=n_asked, prompt_tokens=10 * n_asked, cost_usd=0.25 * n_asked
    )


def test_an_answer_whose_citations_do_not_hold_goes_on(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    weak = outcome("pass 0.95", problems=("a.py:3 does not say that",))
    cascade, _ = _make(table_critic, weak, "fail 0.1")
    assert judge(cascade).critic == "b"


def test_why_the_last_level_is_missing_is_told(table_critic: TableCritic, judge: Make) -> None:
    cascade, _ = _make(table_critic, "pass 0.7", "!timeout")
    found = judge(cascade)
    assert found.rationale == "b gave no answer: It was timeout.\na: pass (0.70). Since pass 0.7."


@pytest.mark.parametrize(
    ("answers", "kind", "n_calls"),
    [
        (("!budget", "?", "?"), "budget", 1),
        (("pass 0.7", "!budget", "?"), "budget", 2),
        (("!exported", "?", "?"), "exported", 1),
        (("!timeout", "!refused", "!too-long"), "too-long", 3),
    ],
)
def test_when_it_fails(
    table_critic: TableCritic, judge: Make, answers: tuple[str, ...], kind: str, n_calls: int
) -> None:
    cascade, critics = _make(table_critic, *answers)
    found = judge(cascade)
    assert isinstance(found, CriticFailure)
    assert (found.kind, found.usage.n_calls) == (kind, n_calls)
    assert sum(len(critic.asked) for critic in critics) == n_calls


def test_the_opinions_of_a_level_stay_with_it(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    inner, _ = _make(table_critic, "pass 0.7", "pass 0.6")
    cheap = judge(inner)
    strong = judge(_make(table_critic, "fail 0.3", "fail 0.1")[0])
    cascade, _ = _make(table_critic, cheap, strong)
    assert [opinion.by for opinion in judge(cascade).opinions] == ["a", "a, a", "a"]


def test_a_level_that_cannot_be_asked_ends_the_run(table_critic: TableCritic, judge: Make) -> None:
    cascade, _ = _make(table_critic, "pass 0.7", ModelUnavailable("no key"))
    with pytest.raises(ModelUnavailable, match="no key"):
        judge(cascade)


def test_only_a_cached_answer_of_all_levels_is_cached(
    table_critic: TableCritic, outcome: Make, judge: Make
) -> None:
    kept = outcome("pass 0.7", cached=True, usage=Usage())
    sure = outcome("pass 0.9", cached=True, usage=Usage())
    assert judge(_make(table_critic, kept, sure)[0]).cached
    assert not judge(_make(table_critic, kept, "pass 0.9")[0]).cached
    assert not judge(_make(table_critic, "!timeout", sure)[0]).cached


def test_ctrl_c_ends_the_level(table_critic: TableCritic, count_cancelled: Make) -> None:
    cascade, critics = _make(table_critic, "abstain 0.5", "never")
    assert count_cancelled(cascade, critics[1]) == 1


def test_name_and_fingerprint(table_critic: TableCritic) -> None:
    cascade, critics = _make(table_critic, "?", "?", "?")
    other = Cascade(tuple((critic.name, critic) for critic in critics), floor=0.4)
    assert cascade.name == "cheap,middle,strong"
    assert cascade.fingerprint != other.fingerprint
    assert json.loads(cascade.fingerprint)["floor"] == 0.3
