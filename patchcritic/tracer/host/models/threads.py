"""``threading`` with one thread: locks never wait, and what would wait for ever is undecided."""

from __future__ import annotations

import _thread
import threading
from types import ModuleType
from typing import Any, NoReturn

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.models import offers
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import public_names
from patchcritic.tracer.host.table import Names, stand_ins, take, unknown_names

_KIND = UndecidedKind.THREADS
_LOCK_NAMES = "acquire release locked acquire_lock release_lock locked_lock"


def _deadlock() -> NoReturn:
    raise Undecided(_KIND, "waits for another thread")


@exact
def _raise(error: BaseException) -> NoReturn:
    raise error


@offers(_LOCK_NAMES)
class Lock:
    """A lock that only this thread knows."""

    def __init__(self) -> None:
        self._is_locked = False

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it; nobody else could ever release it."""
        if self._is_locked:
            if not blocking or timeout >= 0:
                return False
            _deadlock()
        self._is_locked = True
        return True

    def release(self) -> None:
        """Give it back."""
        if not self._is_locked:
            _raise(RuntimeError("release unlocked lock"))
        self._is_locked = False

    def locked(self) -> bool:
        """Whether it is taken."""
        return self._is_locked

    __enter__ = acquire

    def __exit__(self, *error: object) -> None:
        self.release()

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        _raise(TypeError("cannot pickle '_thread.lock' object"))


@offers("acquire release _is_owned")
class RLock:
    """A lock that its holder may take again."""

    def __init__(self) -> None:
        self._count = 0

    def acquire(self, blocking: bool = True, timeout: float = -1) -> bool:
        """Take it once more."""
        self._count += 1
        return True

    def release(self) -> None:
        """Give it back once."""
        if not self._count:
            _raise(RuntimeError("cannot release un-acquired lock"))
        self._count -= 1

    def _is_owned(self) -> bool:
        return self._count > 0

    __enter__ = acquire

    def __exit__(self, *error: object) -> None:
        self.release()

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        _raise(TypeError("cannot pickle '_thread.RLock' object"))


for _cls, _name, _home in ((Lock, "lock", "_thread"), (RLock, "RLock", "_thread")):
    _cls.__name__ = _cls.__qualname__ = _name
    _cls.__module__ = _home


class _Shared:
    """What has a lock of its own: whether it can be copied depends on what is inside it."""

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise Undecided(_KIND, f"copies a threading.{type(self).__name__}")


@offers("is_set isSet set clear wait")
class Event(_Shared):
    """A flag that only this thread sets."""

    def __init__(self) -> None:
        self._flag = False

    def is_set(self) -> bool:
        """Whether it is set."""
        return self._flag

    isSet = is_set  # noqa: N815

    def set(self) -> None:
        """Set it."""
        self._flag = True

    def clear(self) -> None:
        """Unset it."""
        self._flag = False

    def wait(self, timeout: float | None = None) -> bool:
        """Wait, which takes no time here."""
        if not self._flag and timeout is None:
            _deadlock()
        return self._flag


@offers("acquire release wait wait_for notify notify_all notifyAll", is_partial=True)
class Condition(_Shared):
    """A condition nobody else can signal."""

    def __init__(self, lock: Any = None) -> None:
        self._lock = RLock() if lock is None else lock
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self) -> Any:
        return self._lock.__enter__()

    def __exit__(self, *error: object) -> Any:
        return self._lock.__exit__(*error)

    def wait(self, timeout: float | None = None) -> bool:
        """Wait in vain."""
        self._check_owned("wait")
        if timeout is None:
            _deadlock()
        return False

    def wait_for(self, predicate: Any, timeout: float | None = None) -> Any:
        """Wait until it holds."""
        result = predicate()
        if not result:
            self._check_owned("wait")
        if not result and timeout is None:
            _deadlock()
        return result

    def notify(self, n: int = 1) -> None:
        """Nobody waits."""
        self._check_owned("notify")

    def notify_all(self) -> None:
        """Nobody waits."""
        self._check_owned("notify")

    def _check_owned(self, what: str) -> None:
        if isinstance(self._lock, RLock):
            is_owned = self._lock._is_owned()  # noqa: SLF001 - as threading does
        else:
            is_owned = not self._lock.acquire(False)
            if not is_owned:
                self._lock.release()
        if not is_owned:
            _raise(RuntimeError(f"cannot {what} on un-acquired lock"))

    notifyAll = notify_all  # noqa: N815


@offers("acquire release")
class Semaphore(_Shared):
    """A counter that only this thread changes."""

    def __init__(self, value: int = 1) -> None:
        if value < 0:
            _raise(ValueError("semaphore initial value must be >= 0"))
        self._value = self._initial = value

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        """Take one."""
        if self._value == 0:
            if not blocking or timeout is not None:
                return False
            _deadlock()
        self._value -= 1
        return True

    def release(self, n: int = 1) -> None:
        """Give some back."""
        self._value += n

    __enter__ = acquire

    def __exit__(self, *error: object) -> None:
        self.release()


@offers("acquire release")
class BoundedSemaphore(Semaphore):
    """A semaphore that notices a release too many."""

    def release(self, n: int = 1) -> None:
        """Give some back."""
        if self._value + n > self._initial:
            _raise(ValueError("Semaphore released too many times"))
        super().release(n)


@offers("name ident daemon is_alive native_id getName isDaemon")
class MainThread(_Shared):
    """The only thread."""

    name = "MainThread"
    daemon = False
    ident: Any = Unknown(_KIND, "the number of a thread", int)
    native_id: Any = Unknown(_KIND, "the number of a thread", int)

    def is_alive(self) -> bool:
        """Always."""
        return True

    def getName(self) -> str:  # noqa: N802
        """Its name."""
        return self.name

    def isDaemon(self) -> bool:  # noqa: N802
        """Never."""
        return False

    def __repr__(self) -> str:
        raise Undecided(_KIND, "the number of a thread")


_MAIN = MainThread()
for _own in (Event, Condition, Semaphore, BoundedSemaphore):
    _own.__module__ = "threading"


def build_threading(guard: Guarding) -> Names:
    """Locks, events and the main thread; there are no others."""
    names = take(threading, "local ThreadError TIMEOUT_MAX")
    guard.add_rule(threading.local)
    names.update(
        Event=Event,
        Condition=Condition,
        Semaphore=Semaphore,
        BoundedSemaphore=BoundedSemaphore,
    )
    names.update(stand_ins("threading", *_functions()))
    names["Lock"] = names.pop("allocate_lock")
    names.update(unknown_names("Thread Timer Barrier", _KIND, "of threading starts threads"))
    return names


def _functions() -> tuple[Any, ...]:
    def allocate_lock() -> Lock:
        return Lock()

    def RLock_() -> RLock:  # noqa: N802
        return RLock()

    RLock_.__name__ = "RLock"

    def current_thread() -> MainThread:
        return _MAIN

    def main_thread() -> MainThread:
        return _MAIN

    def currentThread() -> MainThread:  # noqa: N802
        return _MAIN

    def active_count() -> int:
        return 1

    def enumerate() -> list[MainThread]:
        return [_MAIN]

    def get_ident() -> int:
        return 1

    return (
        *(allocate_lock, RLock_, current_thread, main_thread, currentThread, active_count),
        *(enumerate, get_ident),
    )


def build__thread(guard: Guarding) -> Names:
    """What is under threading."""
    found = guard.find_module("threading").__dict__
    names = {"allocate_lock": found["Lock"], "RLock": found["RLock"], "LockType": Lock}
    names.update(get_ident=found["get_ident"], error=RuntimeError, _local=threading.local)
    names["TIMEOUT_MAX"] = _thread.TIMEOUT_MAX
    return names


def contain_queue(guard: Guarding) -> ModuleType:
    """``queue`` on these conditions: waiting for another thread is undecided."""
    return contain(
        guard,
        "queue",
        imports={"threading": guard.find_module("threading"), "_queue": None},
        is_guarded=False,
    )


def build_queue(guard: Guarding) -> Names:
    """The private copy."""
    return public_names(guard.contained("queue"), also="Empty Full SimpleQueue")
