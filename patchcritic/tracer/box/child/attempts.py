"""What code would do that has taken over the child: a session that tries it, to see it refused."""

from __future__ import annotations

import ctypes
import mmap
import os
import signal
import socket
from collections.abc import Callable, Mapping
from typing import Any

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace, TraceOutcome, Undecidable
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import UndecidedKind

_LIBC = ctypes.CDLL(None, use_errno=True)
_TOO_MUCH = 64 << 30


def _call(name: str, *arguments: Any) -> None:
    if getattr(_LIBC, name)(*arguments) < 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def _read_environment() -> None:
    if not os.environ and not os.environb:
        raise OSError(0, "it is empty")


ATTEMPTS: Mapping[str, Callable[[], object]] = {
    "read a file": lambda: os.open("/etc/hosts", os.O_RDONLY),
    "write a file": lambda: os.open("patchcritic-was-here", os.O_WRONLY | os.O_CREAT),
    "list a folder": lambda: os.listdir("/"),  # noqa: PTH208 - the call is the point
    "remove a file": lambda: os.unlink("patchcritic-was-here"),  # noqa: PTH108
    "open a socket": socket.socket,
    "start a process": os.fork,
    "run a program": lambda: os.execv("/bin/true", ["true"]),
    "read the environment": _read_environment,
    "end another process": lambda: os.kill(os.getppid(), signal.SIGTERM),
    "look into another process": lambda: _call("ptrace", 16, os.getppid(), 0, 0),
    "leave its group": os.setsid,
    "make memory executable": lambda: mmap.mmap(-1, 4096, prot=mmap.PROT_READ | 4),
    "take much memory": lambda: bytearray(_TOO_MUCH),
}
"""Name -> what it does; it returns only if the wall let it."""


class Session:
    """Takes a test's name for that of an attempt: PASS means that it worked."""

    def __init__(self, reader: object, options: object) -> None:
        self.realm = Realm()

    def load(self, path: str) -> None:
        """Load nothing."""

    def trace(self, node_id: NodeId) -> Trace:
        """Try it."""
        try:
            ATTEMPTS[node_id.names[-1]]()
        except (OSError, MemoryError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            why = Undecidable(kind=UndecidedKind.GUARD, reason=reason)
            return Trace(node_id=node_id, outcome=TraceOutcome.UNDECIDED, undecidable=why)
        return Trace(node_id=node_id, outcome=TraceOutcome.PASS)
