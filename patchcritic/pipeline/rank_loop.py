"""One critic for several evaluations, each of which has an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from patchcritic.critics.composed.wrapping import Composite

if TYPE_CHECKING:
    from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction

Result = TypeVar("Result")


class LoopCritic(Composite):
    """Asks another critic in that one's own loop, and leaves it open.

    A critic's connections, locks and model belong to the loop in which it was asked first, and
    each evaluation runs a loop and closes what it asked.
    """

    def __init__(self, critic: Critic, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(critic)
        self._critic = critic
        self._loop = loop

    @property
    def fingerprint(self) -> str:
        """The critic's: where it runs changes no answer."""
        return self._critic.fingerprint

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """What the critic says. Raises what it raises."""
        return await _run_in(self._loop, self._critic.judge(request))

    async def close(self) -> None:
        """Whoever opened the loop closes the critic."""


@contextmanager
def keep_open(critic: Critic) -> Iterator[LoopCritic]:
    """The critic with a loop in a thread of its own, until the block is left; closed then."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="patchcritic-rank", daemon=True)
    thread.start()
    try:
        yield LoopCritic(critic, loop)
    finally:
        asyncio.run_coroutine_threadsafe(critic.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _run_in(
    loop: asyncio.AbstractEventLoop, coroutine: Coroutine[Any, Any, Result]
) -> Result:
    return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(coroutine, loop))
