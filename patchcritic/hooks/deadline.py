"""A ceiling on the time of a whole run, its static part included."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TimeIsUp(BaseException):
    """The run has taken all the time it may. No ``Exception``: what degrades for odd files must
    not swallow it."""


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Raise ``TimeIsUp`` in the block once it has taken so long; only in the main thread."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TimeIsUp

    if seconds <= 0:
        raise TimeIsUp
    before = signal.signal(signal.SIGALRM, stop)
    # Again each second: what is raised in a destructor is lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
