"""How much a run may spend, asked before every call."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.critics.calling.prices import Prices
from patchcritic.domain import Usage

if TYPE_CHECKING:
    from patchcritic.critics.calling.calls import Call, Message

_CHARACTERS_PER_TOKEN = 3
"""Code has 3.2 to 4 with today's vocabularies; fewer, so that an estimate is not below the cost."""
_IMAGE_TOKENS = 1600
"""About the most that a picture costs with Anthropic, or with OpenAI at a megapixel."""


@dataclass(slots=True)
class Bill:
    """What a call cost, in USD; nothing while nobody says otherwise."""

    estimated_usd: float
    usd: float = 0.0


class Purse:
    """Money for the calls of a run, whichever critics make them.

    What a call may cost is put aside before it is sent, so calls made at once do not overspend
    together. The first call that cannot be paid closes the purse for good: later ones are refused
    even if they are cheaper, so what is judged is the run's first tests and not its short ones.
    """

    def __init__(self, max_usd: float) -> None:
        self.max_usd = max_usd
        self.spent_usd = 0.0
        self._put_aside: list[float] = []
        self._is_closed = False
        self._settled = asyncio.Event()

    @asynccontextmanager
    async def pay(self, estimate: Callable[[], float]) -> AsyncIterator[Bill]:
        """Put money aside for a call, and take what its bill says when the block is left.

        Waits for calls under way to be settled before it says that the money does not do, and
        estimates anew then, since each reply makes the estimates better.
        Raises ``CallFailed`` with a fault of the kind ``budget``.
        """
        while not self._can_pay(estimated_usd := estimate()):
            if self._is_closed or not self._put_aside:
                self._is_closed = True
                self._wake_waiting()
                raise CallFailed(self._describe_end(estimated_usd), Usage())
            await self._settled.wait()
        self._put_aside.append(estimated_usd)
        bill = Bill(estimated_usd)
        try:
            yield bill
        finally:
            self._put_aside.remove(estimated_usd)
            self.spent_usd += bill.usd
            self._wake_waiting()

    def _can_pay(self, usd: float) -> bool:
        taken = self.spent_usd + sum(self._put_aside)
        return not self._is_closed and taken + usd <= self.max_usd

    def _wake_waiting(self) -> None:
        self._settled.set()
        self._settled = asyncio.Event()

    def _describe_end(self, estimated_usd: float) -> Fault:
        spent = f"${self.spent_usd:.4f} of ${self.max_usd:g} are spent"
        return Fault(
            kind="budget", message=f"{spent}; the next call may cost ${estimated_usd:.4f}."
        )


def estimate_cost(call: Call, prices: Prices, *, completion_tokens: int) -> float:
    """What a call may cost in USD, rather too much than too little, its prompt not cached."""
    cost = prices.cost_of(
        prompt_tokens=sum(_estimate_tokens(message) for message in call.messages),
        completion_tokens=completion_tokens,
    )
    return math.inf if cost is None else cost


def _estimate_tokens(message: Message) -> int:
    content = message.get("content") or ""
    parts: list[Message] = [{"text": content}] if isinstance(content, str) else content
    n_characters = sum(len(str(part.get("text", ""))) for part in parts)
    n_images = [part.get("type") for part in parts].count("image_url")
    return n_characters // _CHARACTERS_PER_TOKEN + _IMAGE_TOKENS * n_images
