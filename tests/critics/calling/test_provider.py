from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from patchcritic.critics import CriticSettings
from patchcritic.critics.calling import warmup
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.litellm_import import start_import
from patchcritic.critics.calling.prices import Prices
from patchcritic.critics.calling.provider import Provider
from patchcritic.critics.calling.purse import Purse
from patchcritic.critics.calling.reply import Reply, TokenChoices, ToolCall

PRICES = Prices(input=10.0, output=100.0, cached=1.0)
COST = (40 * 10 + 60 * 1 + 20 * 100) / 1e6
"""Of the server's every reply: 100 tokens in, 60 of them cached, and 20 out."""


@pytest.fixture(scope="module", autouse=True)
def _litellm() -> None:
    start_import().result()


def _call(text: str = "hello", **options: Any) -> Call:
    return Call(messages=({"role": "user", "content": text},), **options)


def _ask(server: Any, *calls: Call, **settings: Any) -> list[Reply | BaseException]:
    """Ask all at once; replies and faults in order."""
    options = {"api_base": server.url, "max_retries": 1, **settings}

    async def run() -> list[Reply | BaseException]:
        provider = Provider("openai/test", CriticSettings(**options))
        try:
            asking = (provider.ask(call) for call in calls)
            return await asyncio.gather(*asking, return_exceptions=True)
        finally:
            await provider.close()

    return asyncio.run(run())


def test_tokens_come_with_their_alternatives_best_first(server: Any) -> None:
    server.plan("hello", "logprobs")
    [reply] = _ask(server, _call(wants_logprobs=True))
    assert isinstance(reply, Reply)
    assert reply.tokens == (TokenChoices(text="pass", top=(("pass", -0.1), (" fail", -2.5))),)
    assert (server.requests[0]["logprobs"], server.requests[0]["top_logprobs"]) == (True, 20)


def test_logprobs_are_asked_for_only_on_demand(server: Any) -> None:
    [reply] = _ask(server, _call())
    assert isinstance(reply, Reply)
    assert reply.tokens == ()
    assert not {"logprobs", "top_logprobs", "tools", "seed"} & server.requests[0].keys()


@pytest.mark.parametrize(
    ("fault", "gone", "call"),
    [
        ("logprobs-400", {"logprobs", "top_logprobs"}, _call(wants_logprobs=True)),
        ("temperature-400", {"temperature"}, _call()),
    ],
)
def test_what_a_provider_does_not_take_is_left_out_from_then_on(
    server: Any, fault: str, gone: set[str], call: Call
) -> None:
    server.plan("hello", fault, "good")

    async def run() -> None:
        provider = Provider("openai/test", CriticSettings(api_base=server.url))
        await provider.ask(call)
        await provider.ask(call)
        await provider.close()

    asyncio.run(run())
    assert [gone <= body.keys() for body in server.requests] == [True, False, False]
    assert not gone & server.requests[2].keys()


def test_a_model_may_ask_for_a_function(server: Any) -> None:
    server.plan("hello", "tool-call")
    tool = {"type": "function", "function": {"name": "grep", "parameters": {"type": "object"}}}
    [reply] = _ask(server, _call(tools=(tool,)))
    assert isinstance(reply, Reply)
    call = ToolCall(id="call-1", name="grep", arguments='{"pattern": "x"}')
    assert (reply.text, reply.tool_calls) == ("", (call,))
    assert server.requests[0]["tools"] == [tool]


@pytest.mark.parametrize(
    ("sample", "settings", "sent"),
    [
        (0, {}, (0.0, None)),
        (0, {"seed": 7}, (0.0, 7)),
        (2, {}, (0.7, 2)),
        (2, {"seed": 7, "sample_temperature": 1.0}, (1.0, 9)),
    ],
)
def test_samples_are_drawn_and_told_apart(
    server: Any, sample: int, settings: dict[str, Any], sent: tuple[float, int | None]
) -> None:
    _ask(server, _call(sample=sample), **settings)
    [body] = server.requests
    assert (body["temperature"], body.get("seed")) == sent


def test_when_one_is_asked_to_wait_all_do(server: Any) -> None:
    server.plan("first", "429-wait", "good")
    server.plan("messages", "brief")
    calls = [_call("first"), *(_call(f"other {n}") for n in range(6))]
    replies = _ask(server, *calls, concurrency=2)
    assert all(isinstance(reply, Reply) for reply in replies)
    in_pause = [at for at in server.times if 0.1 < at - server.times[0] < 0.5]
    assert in_pause == []


def test_when_the_wait_is_too_long_the_others_are_not_even_sent(server: Any) -> None:
    server.plan("messages", "429-hours")
    outcomes = _ask(server, *(_call(f"{n}") for n in range(6)), concurrency=1)
    assert [str(outcome) for outcome in outcomes] == ["Rate limit reached"] * 6
    assert len(server.requests) == 1


def test_the_first_call_of_a_prefix_goes_ahead(server: Any) -> None:
    server.plan("messages", "brief")
    shared = "x" * warmup.MIN_CHARACTERS
    started = time.monotonic()
    _ask(server, *(_call(f"{n}", shared=shared) for n in range(4)))
    first, *others = (at - started for at in server.times)
    assert min(others) - first >= 0.2
    assert max(others) - min(others) < 0.2


def test_the_users_prices_make_the_cost(server: Any) -> None:
    [reply] = _ask(server, _call(), prices=PRICES)
    assert isinstance(reply, Reply)
    assert reply.usage.cost_usd == pytest.approx(COST)


def test_a_spent_purse_stops_the_calls_and_says_so(server: Any) -> None:
    purse = Purse(0.11)  # the first reply is taken to have 1,024 tokens, about 0.1024 USD
    outcomes = _ask(server, *(_call(f"{n}") for n in range(40)), prices=PRICES, purse=purse)
    paid = [outcome for outcome in outcomes if isinstance(outcome, Reply)]
    failed = [outcome for outcome in outcomes if isinstance(outcome, CallFailed)]
    assert len(paid) + len(failed) == 40
    assert len(paid) == len(server.requests) == 40
    assert purse.spent_usd == pytest.approx(40 * COST)

    [refused] = _ask(server, _call(), prices=PRICES, purse=purse)
    assert isinstance(refused, CallFailed)
    assert refused.fault.kind == "budget"
    assert refused.fault.message.startswith("$0.0984 of $0.11 are spent; the next call may cost")
    assert refused.usage.n_calls == 0


def test_a_call_given_up_counts_as_estimated_against_the_purse(server: Any) -> None:
    server.plan("hello", "slow")
    purse = Purse(1.0)
    [outcome] = _ask(server, _call(), prices=PRICES, purse=purse, timeout_s=0.2, max_retries=0)
    assert isinstance(outcome, CallFailed)
    assert outcome.fault.kind == "timeout"
    assert purse.spent_usd == pytest.approx(1024 * 1e-4, rel=0.01)
