from __future__ import annotations

import asyncio

import pytest

from patchcritic.critics.calling import warmup
from patchcritic.critics.calling.warmup import WarmUp

LONG = "x" * 5000


def _order(*calls: tuple[str, str, float], fails: str = "") -> list[str]:
    """Make calls ``(name, shared, seconds)`` at once; when each began and ended."""
    events: list[str] = []

    async def make(warm_up: WarmUp, name: str, shared: str, seconds: float) -> None:
        async with warm_up.take_turn(shared):
            events.append(f"+{name}")
            await asyncio.sleep(seconds)
            events.append(f"-{name}")
            if name == fails:
                raise ValueError(name)

    async def run() -> None:
        warm_up = WarmUp()
        await asyncio.gather(*(make(warm_up, *call) for call in calls), return_exceptions=True)

    asyncio.run(run())
    return events


def test_the_first_call_goes_alone_and_then_all_others() -> None:
    events = _order(("a", LONG, 0.02), ("b", LONG, 0.01), ("c", LONG, 0.01))
    assert events == ["+a", "-a", "+b", "+c", "-b", "-c"]


def test_each_beginning_has_a_first_call_of_its_own() -> None:
    events = _order(("a", LONG, 0.02), ("b", LONG + "y", 0.01), ("c", LONG + "y", 0.05))
    assert events[:2] == ["+a", "+b"]
    assert events.index("-b") < events.index("+c")


def test_a_short_beginning_is_not_worth_waiting_for() -> None:
    assert _order(("a", "x" * 4000, 0.02), ("b", "x" * 4000, 0.01)) == ["+a", "+b", "-b", "-a"]


def test_a_first_call_that_fails_holds_nobody_back() -> None:
    assert _order(("a", LONG, 0.01), ("b", LONG, 0.0), fails="a") == ["+a", "-a", "+b", "-b"]


def test_a_first_call_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warmup, "MAX_WAIT_S", 0.02)
    assert _order(("a", LONG, 0.2), ("b", LONG, 0.0)) == ["+a", "+b", "-b", "-a"]
