"""One call goes ahead of those that share its beginning, so that they find it in the cache."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

MIN_CHARACTERS = 4096
"""Of a shared beginning worth waiting for: providers keep none below 1,024 tokens
(https://platform.openai.com/docs/guides/prompt-caching)."""
MAX_WAIT_S = 10.0
"""A prefix can be reused from the first token of the reply on, which we do not see; few models
take longer to it, and a call that hangs must not hold the others back until its time limit."""


class WarmUp:
    """Lets the first call with each beginning go alone."""

    def __init__(self) -> None:
        self._returns: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def take_turn(self, shared: str) -> AsyncIterator[None]:
        """Wait until the first call with this beginning came back, failed, or took too long."""
        if len(shared) < MIN_CHARACTERS:
            yield
        elif (first := self._returns.get(shared)) is not None:
            with suppress(TimeoutError):
                await asyncio.wait_for(first.wait(), MAX_WAIT_S)
            yield
        else:
            first = self._returns[shared] = asyncio.Event()
            try:
                yield
            finally:
                first.set()
