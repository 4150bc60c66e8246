"""Puts the wall up: once for the child, and tighter for the process of each test."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress

from patchcritic.tracer.box.wall import landlock, libc, limits
from patchcritic.tracer.box.wall.layers import Layer
from patchcritic.tracer.box.wall.policy import IN_TEST, IN_WORLD
from patchcritic.tracer.box.wall.seccomp import Filter
from patchcritic.tracer.box.wall.spaces import empty_root, leave_namespaces

_ELSEWHERE = "only on Linux (x86_64, aarch64)"


def enter_spaces() -> tuple[Layer, ...]:
    """Go where nothing else is, and die with whoever started this process.

    The calling process stays outside and ends as the inner one does; what returns is inside.
    """
    if not libc.is_linux():
        return (Layer(name="network", is_active=False, note=_ELSEWHERE),)
    die_with_parent()
    layers = leave_namespaces()
    if any(layer.name == "processes" and layer.is_active for layer in layers):
        _continue_inside()
        die_with_parent()
    return layers


def die_with_parent() -> None:
    """Have the kernel end this process when its parent ends."""
    if libc.is_linux():
        with suppress(OSError):
            libc.prctl(libc.PR_SET_PDEATHSIG, signal.SIGKILL)


def _continue_inside() -> None:
    """Fork: the child goes on, and the parent gives its descriptors up, waits and ends."""
    pid = os.fork()
    if pid == 0:
        return
    os.closerange(0, 3)
    _, status = os.waitpid(pid, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


class Seal:
    """The parts of the wall that are put up step by step; made while files can still be opened."""

    def __init__(self, max_memory_mb: int) -> None:
        self._max_memory_mb = max_memory_mb
        self._test_filter: Filter | None = None

    def close(self) -> tuple[Layer, ...]:
        """From here on nothing is opened, by this process or by what it starts."""
        limits.close_all_but_lines()
        if not libc.is_linux():
            return (*self._limit(), Layer(name="system-calls", is_active=False, note=_ELSEWHERE))
        world_filter = Filter(IN_WORLD)
        test_filter = Filter(IN_TEST)
        layers = [
            empty_root(),
            _try("capabilities", libc.drop_capabilities, "none is held"),
            _try("no-new-privileges", lambda: libc.prctl(libc.PR_SET_NO_NEW_PRIVS, 1), "for good"),
            _try("not-dumpable", lambda: libc.prctl(libc.PR_SET_DUMPABLE, 0), "cannot be traced"),
            _try("files", landlock.forbid_files, "no file opens and no port (Landlock {})"),
            *self._limit(),
            _try("system-calls", world_filter.put_on, "what is not listed kills (seccomp)"),
        ]
        if layers[-1].is_active:
            self._test_filter = test_filter
        return tuple(layers)

    def tighten(self, max_seconds: float) -> None:
        """For the process of one test: no other process, and an end that cannot be put off."""
        limits.limit_test(max_seconds)
        if self._test_filter is not None:
            self._test_filter.put_on()

    def _limit(self) -> Iterator[Layer]:
        missing = limits.limit_child(self._max_memory_mb)
        note = f"memory {self._max_memory_mb} MB, files 0 bytes, no core"
        if missing:
            note += f"; this system has no bound on {', '.join(missing)}"
        # Memory is the bound that a test could otherwise use the machine up with.
        yield Layer(name="limits", is_active="AS" not in missing, note=note)


def _try(name: str, put_up: Callable[[], object], note: str) -> Layer:
    try:
        result = put_up()
    except OSError as error:
        return Layer(name=name, is_active=False, note=f"not possible here ({error.strerror})")
    return Layer(name=name, is_active=True, note=note.format(result))
