"""What the child and each test may use up, as the kernel counts it."""

from __future__ import annotations

import os
import resource
import signal

from patchcritic.tracer.box.wall.policy import MAX_DESCRIPTORS

_MEGABYTE = 1 << 20


def limit_child(max_memory_mb: int) -> tuple[str, ...]:
    """Bound memory; no core files, no file grows, nothing is locked or queued.

    The names of the limits that this system does not have.
    """
    wanted = {
        "AS": max_memory_mb * _MEGABYTE,
        "CORE": 0,
        "FSIZE": 0,
        "NOFILE": MAX_DESCRIPTORS,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
    }
    return tuple(name for name, value in wanted.items() if not _lower(name, value))


def limit_test(max_seconds: float) -> None:
    """Bound the time of this one process, idle or not, and let it start no other."""
    whole = int(max_seconds) + 1
    _lower("CPU", whole)
    _lower("NPROC", 0)
    set_alarm(max_seconds)


def set_alarm(seconds: float) -> None:
    """Have the kernel end this process after so many seconds; 0 takes it back."""
    signal.setitimer(signal.ITIMER_REAL, seconds)


def close_all_but_lines() -> None:
    """Close every descriptor but 0, 1 and 2."""
    os.closerange(3, max(resource.getrlimit(resource.RLIMIT_NOFILE)[0], 1024))


def _lower(name: str, value: int) -> bool:
    """Set the soft and the hard limit, never above the one that is there; whether it took."""
    which = getattr(resource, f"RLIMIT_{name}", None)
    if which is None:
        return False
    try:
        hard = resource.getrlimit(which)[1]
        if hard != resource.RLIM_INFINITY:
            value = min(value, hard)
        resource.setrlimit(which, (value, value))
    except (OSError, ValueError):  # macOS refuses a bound on memory
        return False
    return True
