"""``asyncio`` on a loop without sockets, whose clock goes on only when all tasks sleep."""

from __future__ import annotations

import asyncio
import asyncio.base_events
import asyncio.events
import asyncio.runners
import contextvars
import selectors
from types import ModuleType
from typing import Any

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.proxies import list_classes, public_names
from patchcritic.tracer.host.table import Names, unknown_names

_HIDDEN = """
open_connection start_server open_unix_connection start_unix_server create_subprocess_exec
create_subprocess_shell to_thread StreamReader StreamWriter StreamReaderProtocol subprocess
DefaultEventLoopPolicy AbstractChildWatcher FastChildWatcher SafeChildWatcher MultiLoopChildWatcher
PidfdChildWatcher ThreadedChildWatcher SelectorEventLoop run_coroutine_threadsafe
"""
_SUBMODULES = "tasks locks queues events exceptions futures coroutines runners timeouts taskgroups"


class _NoSelector:
    """Nothing ever comes from outside; waiting moves the loop's clock."""

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop

    def select(self, timeout: float | None) -> list[selectors.SelectorKey]:
        """Let the time pass."""
        if timeout is None:
            raise Undecided(UndecidedKind.THREADS, "an event loop with nothing left to do")
        self._loop.now += timeout
        return []


class VirtualLoop(asyncio.base_events.BaseEventLoop):
    """A loop in virtual time."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0
        self._selector = _NoSelector(self)
        self._clock_resolution = 1e-9
        self._exception_handler: Any = None

    def time(self) -> float:
        """Seconds that tasks have slept so far."""
        return self.now

    def _process_events(self, event_list: Any) -> None:
        pass

    def _write_to_self(self) -> None:
        pass

    def run_in_executor(self, *args: Any) -> Any:  # type: ignore[override]
        """There are no threads."""
        raise Undecided(UndecidedKind.THREADS, "run_in_executor")

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There is none."""

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        """What no task could handle is logged by asyncio; only a handler of traced code sees it."""
        if isinstance(context.get("exception"), Undecided):
            raise context["exception"]
        if self._exception_handler is not None:
            super().call_exception_handler(context)


class _Policy(asyncio.events.BaseDefaultEventLoopPolicy):
    _loop_factory = VirtualLoop


def build_asyncio(guard: Guarding) -> Names:
    """The host's tasks, locks and queues, on the virtual loop."""
    asyncio.set_event_loop_policy(_Policy())  # type: ignore[abstract]
    names = public_names(asyncio, also="TaskGroup Timeout timeout timeout_at")
    for name in _SUBMODULES.split():
        list_classes(guard, getattr(asyncio, name))
        list_classes(guard, asyncio)
    for cls in (asyncio.Task, asyncio.Future, VirtualLoop, *VirtualLoop.__mro__[1:-1]):
        guard.add_rule(cls)
    for cls in (contextvars.Context, contextvars.ContextVar, contextvars.Token):
        guard.add_rule(cls)
    guard.add_rule(type(asyncio.Semaphore().acquire))
    names["iscoroutinefunction"] = guard.contained("inspect").__dict__["iscoroutinefunction"]
    names["new_event_loop"] = _new_loop
    names["run"] = guard.contained("asyncio.runners").__dict__["run"]
    names["Runner"] = guard.contained("asyncio.runners").__dict__["Runner"]
    names.update(unknown_names(_HIDDEN, UndecidedKind.NETWORK, "of asyncio reaches outside"))
    bridges = "wrap_future run_coroutine_threadsafe"
    names.update(unknown_names(bridges, UndecidedKind.THREADS, "of asyncio bridges threads"))
    return names


def _new_loop() -> VirtualLoop:
    return VirtualLoop()


def contain_runners(guard: Guarding) -> ModuleType:
    """``asyncio.run`` without signal handlers."""

    class _Signals:
        SIGINT = 2

        @staticmethod
        def getsignal(number: int) -> None:
            """Nobody interrupts a trace."""

        default_int_handler = object()

    return contain(
        guard,
        "asyncio.runners",
        replaced={"signal": _Signals},
        is_guarded=False,
    )


def build_submodule(name: str) -> Any:
    """A submodule's public names: those of the package."""

    def build(guard: Guarding) -> Names:
        parent = guard.find_module("asyncio").__dict__
        real = getattr(asyncio, name)
        return {each: parent[each] for each in real.__all__ if each in parent}

    return build


SUBMODULES = tuple(_SUBMODULES.split())
