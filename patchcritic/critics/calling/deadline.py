"""The moment after which nobody is asked any more; what is kept is still given."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from patchcritic.critics.calling.calls import Asker, Call
from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.critics.calling.reply import Reply
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A run's time, which begins when this is made."""

    seconds: float
    _end: float = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_end", time.monotonic() + self.seconds)

    @property
    def left_s(self) -> float:
        """Seconds that are left; negative once it is over."""
        return self._end - time.monotonic()

    def describe(self) -> str:
        """Why nobody was asked, as a sentence."""
        return f"The {self.seconds:g} s that the run may take are over."

    @asynccontextmanager
    async def holding(self) -> AsyncIterator[None]:
        """Raise ``TimeoutError`` where the block starts too late or lasts too long."""
        if self.left_s <= 0:
            raise TimeoutError
        async with asyncio.timeout(self.left_s):
            yield


class TimedAsker:
    """Sends calls until the deadline; one under way then is given up."""

    def __init__(self, asker: Asker, deadline: Deadline) -> None:
        self._asker = asker
        self._deadline = deadline

    async def ask(self, call: Call) -> Reply:
        """The reply. Raises ``CallFailed`` of the kind ``budget`` when it would come too late."""
        try:
            async with self._deadline.holding():
                return await self._asker.ask(call)
        except TimeoutError:
            fault = Fault(kind="budget", message=self._deadline.describe())
            raise CallFailed(fault, Usage()) from None

    def forget(self, call: Call) -> None:
        """As the asker does."""
        self._asker.forget(call)

    async def close(self) -> None:
        """Close the asker."""
        await self._asker.close()


class TimedCritic:
    """Judges until the deadline; for critics that are not asked call by call."""

    def __init__(self, inner: Critic, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline
        self.prompt: str = getattr(inner, "prompt", "full")
        self.preferred_budget: int | None = getattr(inner, "preferred_budget", None)
        self.input_price: float | None = getattr(inner, "input_price", None)

    @property
    def name(self) -> str:
        """The name of the critic that is asked."""
        return self._inner.name

    @property
    def fingerprint(self) -> str:
        """The fingerprint of the critic that is asked: a deadline changes no answer."""
        return self._inner.fingerprint

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """The prediction, or a failure of the kind ``budget`` when it would come too late."""
        try:
            async with self._deadline.holding():
                return await self._inner.judge(request)
        except TimeoutError:
            return CriticFailure(
                node_id=request.test.node_id,
                critic=self.name,
                kind="budget",
                message=self._deadline.describe(),
            )

    async def close(self) -> None:
        """Close the critic."""
        await self._inner.close()
