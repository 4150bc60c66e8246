from __future__ import annotations

import signal
import time
from contextlib import suppress

import pytest

from patchcritic.hooks.deadline import TimeIsUp, limit_time


def test_work_that_takes_too_long_is_ended() -> None:
    begin = time.monotonic()
    with pytest.raises(TimeIsUp), limit_time(0.05), suppress(Exception):
        time.sleep(5)
    assert time.monotonic() - begin < 2


def test_work_that_is_done_in_time_leaves_nothing_behind() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with limit_time(5):
        pass
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_no_time_is_left() -> None:
    with pytest.raises(TimeIsUp), limit_time(-1):
        pytest.fail("begun")
