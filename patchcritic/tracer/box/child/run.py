"""The child's life: import what is trusted, put the wall up, then one world after another.

A world is a forked process that loads test files of one tree; it forks once more for each test, so
that no test sees what another has done to a module. The process that lives here never looks at
the repository, so it can tell how a world ended, whatever a world does.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from dataclasses import asdict
from importlib import import_module
from typing import Any

from patchcritic.tracer.box.child.lines import Lines
from patchcritic.tracer.box.child.preload import load_host_modules, refuse_imports
from patchcritic.tracer.box.child.reader import TreeReader
from patchcritic.tracer.box.child.worlds import run_world
from patchcritic.tracer.box.wall import libc
from patchcritic.tracer.box.wall.seal import Seal, enter_spaces

STACK_BYTES = 256 << 20
"""A traced call takes a few kB of the C stack, and 400 of them may be inside each other."""
RECURSION_LIMIT = 20_000
"""Above what 400 traced calls need, and far below what fits the stack."""


def main(start: dict[str, Any]) -> None:
    """Serve the parent until it closes its end. ``start`` is what ``box.process`` passes."""
    libc.use_one_arena()
    layers = enter_spaces()
    make_session = _find_session(start["session"])
    load_host_modules()
    _start_a_thread()
    seal = Seal(start["max_memory_mb"])
    layers += seal.close()
    refuse_imports()
    _make_quiet()
    threading.stack_size(STACK_BYTES)
    lines = Lines(0, 1)
    lines.write({"ready": [asdict(layer) for layer in layers]})
    # A thread, since the stack of the first one was made before anybody could ask for more.
    server = threading.Thread(target=_serve, args=(lines, seal, make_session, start))
    server.start()
    server.join()
    os._exit(0)


def _find_session(name: str) -> Any:
    module, _, attribute = name.partition(":")
    return getattr(import_module(module), attribute)


def _start_a_thread() -> None:
    """The first thread of a process has the C library set a signal's handler, which the wall
    does not allow any more."""
    thread = threading.Thread(target=gc.collect)
    thread.start()
    thread.join()


def _make_quiet() -> None:
    """Nothing but ``Lines`` writes to the parent; nothing is searched for garbage, which in
    processes that end soon only takes time and copies memory."""
    sys.stdin = sys.stdout = sys.stderr = None
    os.environ.clear()  # Python itself sets LC_CTYPE where no locale is set (PEP 538)
    sys.setrecursionlimit(RECURSION_LIMIT)
    gc.disable()


def _serve(lines: Lines, seal: Seal, make_session: Any, start: dict[str, Any]) -> None:
    while (command := lines.read()) is not None:
        if command.get("do") != "world":
            continue
        pid = os.fork()
        if pid == 0:
            run_world(
                lines,
                seal,
                lambda: make_session(TreeReader(lines), start["options"]),
                records_calls=start["records_calls"],
            )
        _, status = os.waitpid(pid, 0)
        lines.write({"world": os.waitstatus_to_exitcode(status)})
    os._exit(0)
