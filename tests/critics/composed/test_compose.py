from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.critics.composed.compose import compose_cascade, compose_critic
from patchcritic.critics.composed.panel import ROLES
from patchcritic.domain import Critic, Label
from patchcritic.errors import UsageProblem
from patchcritic.prompts import render_prompt

Make = Callable[..., Any]
LABELS = ("pass", "fail", "pass", "abstain")
TableCritic = Any


def test_without_options_the_critic_stays_as_it_is(table_critic: TableCritic) -> None:
    inner = table_critic({})
    assert compose_critic(inner) is inner


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({"samples": 3}, [("", 0, 0), ("", 1, 0)]),
        ({"second_look": "hidden"}, [("", 0, 0), ("second_look", 0, 0)]),
        ({"second_look": "shown"}, [("", 0, 0), ("second_look", 0, 1)]),
        ({"panel": True}, [(role, 0, 0) for role in ROLES]),
        (
            {"samples": 2, "second_look": "shown"},
            [("", 0, 0), ("", 1, 0), ("second_look", 0, 1), ("second_look", 1, 1)],
        ),
        ({"samples": 2, "panel": True}, [(role, n, 0) for role in ROLES for n in (0, 1)]),
    ],
)
def test_what_is_asked(
    table_critic: TableCritic,
    judge: Make,
    options: dict[str, Any],
    asked: list[tuple[str, int, int]],
) -> None:
    inner = table_critic(dict.fromkeys(asked, "pass 0.9"))
    composed = compose_critic(inner, **options)
    found = judge(composed)
    questions = [(one.angle, one.sample, len(one.earlier)) for one in inner.asked]
    assert sorted(questions) == sorted(asked)
    assert (found.label, found.usage.n_calls) == (Label.PASS, len(asked))
    asyncio.run(composed.close())
    assert inner.n_closed == 1


@pytest.mark.parametrize("prompt", ["full", "checkpoints", "plain", "yesno"])
def test_questions_differ_behind_the_prefix_that_all_share(
    table_critic: TableCritic, judge: Make, prompt: str
) -> None:
    answers = {
        (role, 0, n): f"{label} 0.5"
        for role, label in zip(ROLES, LABELS, strict=True)
        for n in (0, 3)
    }
    inner = table_critic(answers)
    judge(compose_critic(inner, panel=True))
    shown = [render_prompt(request, prompt=prompt) for request in inner.asked]
    assert len({one.system + one.prefix for one in shown}) == 1
    assert len({one.tail for one in shown}) == len(shown) == 8
    assert "control flow" in shown[0].tail
    assert "Since fail 0.5." not in shown[0].tail
    assert "## data and types: fail, p_pass 0.50\nSince fail 0.5." in shown[4].tail


def test_votes_are_cast_where_they_are_asked_for(table_critic: TableCritic, judge: Make) -> None:
    inner = table_critic({("", n, 0): "pass 0.9" for n in range(2)})
    assert judge(compose_critic(inner, samples=2, combine="mean")).p_pass == pytest.approx(0.9)
    assert judge(compose_critic(inner, samples=2, combine="vote")).p_pass == pytest.approx(2.5 / 3)


def test_each_level_of_a_cascade_may_be_composed(table_critic: TableCritic, judge: Make) -> None:
    cheap = table_critic({("", 0, 0): "pass 0.9", ("", 1, 0): "fail 0.1"}, "cheap")
    strong = table_critic({("", 0, 0): "fail 0.1"}, "strong")
    levels: tuple[tuple[str, Critic], ...] = (
        ("cheap", compose_critic(cheap, samples=2)),
        ("strong", strong),
    )
    cascade = compose_cascade(levels)
    found = judge(cascade)
    assert (found.label, found.critic, cascade.name) == (Label.FAIL, "strong", "cheap,strong")
    assert [one.by for one in found.opinions] == ["cheap", "cheap, sample 1", "cheap, sample 2"]
    assert found.usage.n_calls == 3


def test_a_floor_decides_who_is_asked(table_critic: TableCritic, judge: Make) -> None:
    levels = tuple((name, table_critic({("", 0, 0): "pass 0.6"}, name)) for name in "ab")
    assert judge(compose_cascade(levels)).critic == "b"
    assert judge(compose_cascade(levels, floor=0.1)).critic == "a"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"samples": 0}, "--samples must be at least 1, not 0"),
        ({"panel": True, "second_look": "shown"}, "--panel and --second-look exclude each other"),
    ],
)
def test_options_that_cannot_be(
    table_critic: TableCritic, options: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageProblem, match=message):
        compose_critic(table_critic({}), **options)


@pytest.mark.parametrize(
    ("names", "floor", "message"),
    [
        ((), 0.3, "needs two models or more"),
        (("cheap",), 0.3, "as in cheap,strong; not 'cheap'"),
        (("a", "b", "a"), 0.3, "a,b,a names one model twice"),
        (("a", "b"), 0.6, r"must lie in 0\.\.0\.5, not 0\.6"),
    ],
)
def test_cascades_that_cannot_be(
    table_critic: TableCritic, names: tuple[str, ...], floor: float, message: str
) -> None:
    with pytest.raises(UsageProblem, match=message):
        compose_cascade(tuple((name, table_critic({}, name)) for name in names), floor=floor)
