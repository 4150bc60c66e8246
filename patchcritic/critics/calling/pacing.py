"""How long to wait before asking again, and all callers at once when the provider says so."""

from __future__ import annotations

import asyncio
import random
import time

from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.domain import Usage

BACK_OFF_S = 0.5
"""Longest wait before the first retry; it doubles with each further one."""
MAX_WAIT_S = 60.0
"""Longest wait before a retry; a provider that asks for more is not asked again."""


def choose_wait(fault: Fault, n_retries: int, max_retries: int) -> float | None:
    """Seconds to wait before the next try; None when there is to be none.

    Exponential back-off with full jitter (https://aws.amazon.com/blogs/architecture/
    exponential-backoff-and-jitter/), and never less than the provider asks for.
    """
    asked_s = fault.retry_after_s or 0.0
    if not fault.may_pass or n_retries >= max_retries or asked_s > MAX_WAIT_S:
        return None
    return asked_s + random.uniform(0, min(MAX_WAIT_S, BACK_OFF_S * 2**n_retries))


class Gate:
    """Where all calls to a provider wait while it asks one of them to slow down."""

    def __init__(self) -> None:
        self._opens_at = 0.0
        self._fault: Fault | None = None

    def shut(self, fault: Fault, seconds: float) -> None:
        """Hold the calls not yet sent for so long."""
        opens_at = time.monotonic() + seconds
        if opens_at > self._opens_at:
            self._opens_at, self._fault = opens_at, fault

    async def pass_through(self) -> None:
        """Wait until the gate opens, and a moment more, so that not all go at once.

        Raises ``CallFailed`` when that takes longer than a retry may wait.
        """
        while (left_s := self._opens_at - time.monotonic()) > 0:
            if left_s > MAX_WAIT_S and self._fault is not None:
                raise CallFailed(self._fault, Usage())
            await asyncio.sleep(left_s + random.uniform(0, BACK_OFF_S))
