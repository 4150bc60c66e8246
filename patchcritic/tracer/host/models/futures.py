"""``concurrent.futures`` with one thread: the host's ``Future`` on locks that never wait."""

from __future__ import annotations

from types import ModuleType, SimpleNamespace

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.host.contained import contain
from patchcritic.tracer.host.guarding import Guarding
from patchcritic.tracer.host.table import Names, take, unknown_names

_BASE = "concurrent.futures._base"
_EXECUTORS = "Executor ThreadPoolExecutor ProcessPoolExecutor wait as_completed"
_NAMES = """
FIRST_COMPLETED FIRST_EXCEPTION ALL_COMPLETED CancelledError TimeoutError InvalidStateError
BrokenExecutor Future
"""


class _Log:
    """Its logger: what a callback raises is written with a traceback."""

    def __getattr__(self, name: str) -> object:
        raise Undecided(UndecidedKind.FRAMES, "a future writes to its log")


def contain_futures(guard: Guarding) -> ModuleType:
    """A private copy of the module that ``Future`` is in."""
    imports = {
        "threading": guard.find_module("threading"),
        "logging": SimpleNamespace(getLogger=lambda name: _Log()),
        "time": guard.find_module("time"),
    }
    return contain(guard, _BASE, imports=imports, is_guarded=False)


def build_futures(guard: Guarding) -> Names:
    """Futures that a test fills itself; executors start threads or processes."""
    names = take(guard.contained(_BASE), _NAMES)
    names.update(unknown_names(_EXECUTORS, UndecidedKind.THREADS, "of futures starts threads"))
    return names
