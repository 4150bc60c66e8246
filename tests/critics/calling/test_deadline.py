from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from patchcritic.cache import AnswerStore
from patchcritic.critics import CriticSettings
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.deadline import Deadline, TimedAsker
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.kept import KeptCalls
from patchcritic.critics.calling.reply import Reply
from patchcritic.domain import Usage

CALL = Call(messages=({"role": "user", "content": "does it pass?"},))


class SlowAsker:
    """Replies after a time."""

    def __init__(self, delay_s: float) -> None:
        self.delay_s = delay_s
        self.n_asked = 0
        self.log: list[str] = []

    async def ask(self, call: Call) -> Reply:
        self.n_asked += 1
        await asyncio.sleep(self.delay_s)
        return Reply(text="yes", usage=Usage(n_calls=1))

    def forget(self, call: Call) -> None:
        self.log.append("forget")

    async def close(self) -> None:
        self.log.append("close")


def test_in_time() -> None:
    asker = TimedAsker(SlowAsker(0.0), Deadline(seconds=60))
    assert asyncio.run(asker.ask(CALL)).text == "yes"


@pytest.mark.parametrize(("seconds", "n_asked"), [(0.05, 1), (0.0, 0)])
def test_too_late(seconds: float, n_asked: int) -> None:
    slow = SlowAsker(60)
    begin = time.monotonic()
    with pytest.raises(CallFailed) as failed:
        asyncio.run(TimedAsker(slow, Deadline(seconds=seconds)).ask(CALL))
    assert time.monotonic() - begin < 5
    assert slow.n_asked == n_asked
    assert failed.value.fault.kind == "budget"
    assert failed.value.fault.message == f"The {seconds:g} s that the run may take are over."


def test_what_is_kept_is_given_all_the_same(tmp_path: Path) -> None:
    store = AnswerStore(tmp_path / "answers.sqlite3")
    settings = CriticSettings()

    def keep(seconds: float) -> KeptCalls:
        asker = TimedAsker(SlowAsker(0), Deadline(seconds=seconds))
        return KeptCalls(asker, store, model="openai/x", settings=settings)

    asyncio.run(keep(60).ask(CALL))
    assert asyncio.run(keep(0).ask(CALL)).is_kept


def test_the_rest_is_passed_on() -> None:
    slow = SlowAsker(0)
    asker = TimedAsker(slow, Deadline(seconds=1))
    asker.forget(CALL)
    asyncio.run(asker.close())
    assert slow.log == ["forget", "close"]
