"""The process of one test: what it says goes to its world, which passes on what it may."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from patchcritic.domain import NodeId
from patchcritic.tracer.box.child.lines import Lines
from patchcritic.tracer.box.codec import encode_trace
from patchcritic.tracer.box.wall.policy import TEST_READS, TEST_WRITES, WORLD_READS, WORLD_WRITES
from patchcritic.tracer.box.wall.seal import Seal, die_with_parent
from patchcritic.tracer.box.wire import LineNotValid, Message

if TYPE_CHECKING:
    from patchcritic.tracer.box.child.recording import Recorder
    from patchcritic.tracer.box.child.session import Session

FAILED = 70
"""The exit status of a process in which our own code raised (sysexits.h: EX_SOFTWARE)."""
_PIPES = ((TEST_READS, WORLD_WRITES), (WORLD_READS, TEST_WRITES))


def trace_apart(
    lines: Lines, seal: Seal, session: Session, recorder: Recorder | None, command: Message
) -> None:
    """Trace a test in a process of its own, and tell the parent what came of it.

    The test's process cannot speak to the parent, so it can neither say how it ended nor
    anything about another test.
    """
    # The lowest free numbers are taken, and no other descriptor is ever open.
    if (os.pipe(), os.pipe()) != _PIPES:
        os._exit(FAILED)
    pid = os.fork()
    if pid == 0:
        _run(lines, seal, session, recorder, command)
    os.close(TEST_READS)
    os.close(TEST_WRITES)
    said = _relay(lines)
    os.close(WORLD_READS)
    os.close(WORLD_WRITES)
    _, status = os.waitpid(pid, 0)
    lines.write({**said, "ended": os.waitstatus_to_exitcode(status)})


def _relay(lines: Lines) -> Message:
    """Pass questions on until the test's process ends or says something else; that, if it did."""
    inner = Lines(WORLD_READS, WORLD_WRITES)
    with suppress(LineNotValid, OSError):
        while (message := inner.read()) is not None:
            if "ask" not in message:
                return {name: message[name] for name in ("trace", "events") if name in message}
            lines.write({"ask": message["ask"], "path": message.get("path")})
            answer = lines.read()
            if answer is None:
                os._exit(0)
            inner.write(answer)
    return {}


def _run(
    lines: Lines, seal: Seal, session: Session, recorder: Recorder | None, command: Message
) -> NoReturn:
    try:
        die_with_parent()
        lines.switch(TEST_READS, TEST_WRITES)
        seal.tighten(command["max_s"])
        if recorder is not None:
            recorder.begin()
        said: Message = {"trace": encode_trace(session.trace(NodeId.parse(command["node_id"])))}
        if recorder is not None:
            said["events"] = recorder.events
        lines.write(said)
    except BaseException:
        os._exit(FAILED)
    os._exit(0)
