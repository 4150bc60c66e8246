from __future__ import annotations

import asyncio
import math

import pytest

from patchcritic.critics.calling.calls import Call, Message
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.prices import Prices
from patchcritic.critics.calling.purse import Purse, estimate_cost


async def _spend(purse: Purse, estimated: float, real: float, seconds: float = 0.0) -> str:
    """Make a call that costs so much; what became of it."""
    try:
        async with purse.pay(lambda: estimated) as bill:
            await asyncio.sleep(seconds)
            bill.usd = real
    except CallFailed as error:
        return error.fault.message if error.fault.kind == "budget" else "another fault"
    return "paid"


def test_a_call_takes_what_it_really_cost() -> None:
    purse = Purse(1.0)
    assert asyncio.run(_spend(purse, 0.9, 0.25)) == "paid"
    assert purse.spent_usd == 0.25


def test_what_cannot_be_paid_says_how_much_is_spent_of_how_much() -> None:
    async def run() -> list[str]:
        purse = Purse(0.02)
        return [await _spend(purse, 0.01, 0.0123) for _ in range(2)]

    message = "$0.0123 of $0.02 are spent; the next call may cost $0.0100."
    assert asyncio.run(run()) == ["paid", message]


def test_once_spent_it_stays_spent_for_cheaper_calls_too() -> None:
    async def run() -> list[str]:
        purse = Purse(1.0)
        return [await _spend(purse, usd, usd) for usd in (0.5, 0.6, 0.1)]

    first, second, third = asyncio.run(run())
    assert first == "paid"
    assert "are spent" in second
    assert "are spent" in third


def test_calls_at_once_do_not_overspend_together() -> None:
    async def run() -> tuple[list[str], float]:
        purse = Purse(1.0)
        calls = (_spend(purse, 0.3, 0.3, 0.005) for _ in range(10))
        return await asyncio.gather(*calls), purse.spent_usd

    outcomes, spent = asyncio.run(run())
    assert outcomes.count("paid") == 3
    assert spent == pytest.approx(0.9)


def test_money_put_aside_and_not_needed_is_given_back_before_a_refusal() -> None:
    async def run() -> list[str]:
        purse = Purse(1.0)
        return await asyncio.gather(*(_spend(purse, 0.8, 0.1, 0.002) for _ in range(3)))

    assert asyncio.run(run()) == ["paid", "paid", "paid"]


def test_a_call_that_fails_or_is_interrupted_costs_nothing() -> None:
    async def run() -> float:
        purse = Purse(1.0)
        task = asyncio.create_task(_spend(purse, 1.0, 1.0, 60))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with pytest.raises(ValueError, match="x"):
            async with purse.pay(lambda: 1.0):
                raise ValueError("x")
        assert await _spend(purse, 1.0, 0.5) == "paid"
        return purse.spent_usd

    assert asyncio.run(run()) == 0.5


PRICES = Prices(input=3.0, output=10.0, max_prompt_tokens=10_000)


@pytest.mark.parametrize(
    ("content", "usd"),
    [
        ("x" * 3000, 1000 * 3e-6 + 100 * 1e-5),
        ([{"type": "text", "text": "x" * 30}], 10 * 3e-6 + 100 * 1e-5),
        ([{"type": "image_url", "image_url": {"url": "data:"}}], 1600 * 3e-6 + 100 * 1e-5),
        (None, 100 * 1e-5),
        ("x" * 31_000, math.inf),
    ],
    ids=["text", "blocks", "picture", "nothing", "no price for it"],
)
def test_what_a_call_may_cost(content: object, usd: float) -> None:
    message: Message = {"role": "user", "content": content}
    call = Call(messages=(message,))
    assert estimate_cost(call, PRICES, completion_tokens=100) == pytest.approx(usd)


def test_what_waits_is_estimated_anew() -> None:
    async def run() -> list[str]:
        purse, estimate = Purse(1.0), [0.9]

        async def spend() -> str:
            try:
                async with purse.pay(lambda: estimate[0]) as bill:
                    await asyncio.sleep(0.001)
                    bill.usd = estimate[0] = 0.2
            except CallFailed as error:
                return error.fault.message
            return "paid"

        return await asyncio.gather(*(spend() for _ in range(5)))

    assert asyncio.run(run()) == ["paid"] * 5
