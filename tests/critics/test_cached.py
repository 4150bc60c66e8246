from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from patchcritic.cache import AnswerStore
from patchcritic.critics import CachedCritic
from patchcritic.domain import (
    CriticFailure,
    CriticRequest,
    Label,
    Prediction,
    PSource,
    Usage,
)

MakeRequest = Callable[..., CriticRequest]


class CountingCritic:
    """Says pass, or fails, after a moment, and counts how often it is asked."""

    name = "counting"

    def __init__(self, fingerprint: str = "counting", *, n_failures: int = 0) -> None:
        self.fingerprint = fingerprint
        self.n_asked = 0
        self.is_closed = False
        self._n_failures = n_failures

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        self.n_asked += 1
        await asyncio.sleep(0.01)
        node_id = request.test.node_id
        if self.n_asked <= self._n_failures:
            return CriticFailure(node_id=node_id, critic="x", kind="timeout", message="late")
        return Prediction(
            node_id=node_id,
            label=Label.PASS,
            p_pass=0.9,
            p_source=PSource.VERBALISED,
            rationale="fine",
            critic=self.name,
            usage=Usage(n_calls=1, prompt_tokens=10, cost_usd=0.1),
        )

    async def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path / "cache" / "answers.sqlite3")


def _judge(critic: CachedCritic, *requests: CriticRequest) -> list[Prediction | CriticFailure]:
    async def run() -> list[Prediction | CriticFailure]:
        return await asyncio.gather(*(critic.judge(request) for request in requests))

    return asyncio.run(run())


def test_the_second_time_nobody_is_asked(store: AnswerStore, request_one: CriticRequest) -> None:
    inner = CountingCritic()
    [first] = _judge(CachedCritic(inner, store), request_one)
    [second] = _judge(CachedCritic(inner, store), request_one)
    assert inner.n_asked == 1
    assert isinstance(first, Prediction)
    assert isinstance(second, Prediction)
    assert (first.cached, first.usage.n_calls) == (False, 1)
    assert (second.cached, second.usage) == (True, Usage())
    assert (second.label, second.p_pass, second.rationale) == (Label.PASS, 0.9, "fine")


def test_equal_questions_at_once_are_asked_once(
    store: AnswerStore, request_one: CriticRequest
) -> None:
    inner = CountingCritic()
    outcomes = _judge(CachedCritic(inner, store), *[request_one] * 5)
    assert inner.n_asked == 1
    assert sum(isinstance(o, Prediction) and o.cached for o in outcomes) == 4


def test_different_questions_do_not_wait_for_each_other(
    store: AnswerStore, make_request: MakeRequest
) -> None:
    inner = CountingCritic()
    _judge(CachedCritic(inner, store), *(make_request(f"t.py::test_{n}") for n in range(5)))
    assert inner.n_asked == 5
    assert store.info().n_entries == 5


def test_failures_are_not_kept(store: AnswerStore, request_one: CriticRequest) -> None:
    critic = CachedCritic(CountingCritic(n_failures=1), store)
    [first] = _judge(critic, request_one)
    [second] = _judge(CachedCritic(CountingCritic(), store), request_one)
    assert isinstance(first, CriticFailure)
    assert isinstance(second, Prediction)
    assert not second.cached


def test_one_that_is_cancelled_leaves_the_question_to_the_next(
    store: AnswerStore, request_one: CriticRequest
) -> None:
    inner = CountingCritic()
    critic = CachedCritic(inner, store)

    async def run() -> Prediction | CriticFailure:
        leader = asyncio.create_task(critic.judge(request_one))
        follower = asyncio.create_task(critic.judge(request_one))
        await asyncio.sleep(0.001)
        leader.cancel()
        return await follower

    assert isinstance(asyncio.run(run()), Prediction)
    assert inner.n_asked == 2


class PlainCritic(CountingCritic):
    prompt = "plain"
    input_price = 2e-6
    preferred_budget = 900


def test_what_the_critic_prefers_passes_through_the_cache(store: AnswerStore) -> None:
    wrapped = CachedCritic(PlainCritic(), store)

    assert (wrapped.prompt, wrapped.preferred_budget) == ("plain", 900)
    assert wrapped.input_price == 2e-6
    without = CachedCritic(CountingCritic(), store)
    assert (without.preferred_budget, without.input_price) == (None, None)


def test_the_key_holds_everything_that_shapes_the_answer(
    store: AnswerStore, make_request: MakeRequest
) -> None:
    request = make_request()
    base = CachedCritic(CountingCritic(), store).key_of(request)
    others = [
        CachedCritic(CountingCritic("other"), store).key_of(request),
        CachedCritic(PlainCritic(), store).key_of(request),
        CachedCritic(CountingCritic(), store).key_of(replace(request, sample=1)),
        CachedCritic(CountingCritic(), store).key_of(make_request("t.py::test_other")),
    ]
    assert len({base, *others}) == 5
    assert CachedCritic(CountingCritic(), store).key_of(make_request()) == base
    assert len(base) == 64


def test_an_entry_that_is_no_prediction_is_asked_again(
    store: AnswerStore, request_one: CriticRequest
) -> None:
    critic = CachedCritic(CountingCritic(), store)
    store.put(critic.key_of(request_one), {"label": "?"})
    [outcome] = _judge(critic, request_one)
    assert isinstance(outcome, Prediction)
    assert not outcome.cached


def test_closing_closes_both(store: AnswerStore) -> None:
    inner = CountingCritic()
    critic = CachedCritic(inner, store)
    assert (critic.name, critic.fingerprint) == ("counting", "counting")
    asyncio.run(critic.close())
    assert inner.is_closed
