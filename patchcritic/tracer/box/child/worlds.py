"""One world: a session that loads test files, and a forked process for each test."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NoReturn

from patchcritic.tracer.box.child.lines import Lines
from patchcritic.tracer.box.child.recording import Recorder
from patchcritic.tracer.box.child.session import Session
from patchcritic.tracer.box.child.tests import FAILED, trace_apart
from patchcritic.tracer.box.wall.limits import set_alarm
from patchcritic.tracer.box.wall.seal import Seal, die_with_parent
from patchcritic.tracer.box.wire import Message


def run_world(
    lines: Lines, seal: Seal, make_session: Callable[[], Session], *, records_calls: bool
) -> NoReturn:
    """Load and trace as the parent says, until it says that this world ends."""
    die_with_parent()
    try:
        session = make_session()
        recorder = Recorder(session.realm) if records_calls else None
        lines.write({"begun": True})
        while (command := lines.read()) is not None:
            if command["do"] == "load":
                _load(lines, session, command)
            elif command["do"] == "trace":
                trace_apart(lines, seal, session, recorder, command)
            elif command["do"] == "end":
                break
    except BaseException:
        os._exit(FAILED)
    os._exit(0)


def _load(lines: Lines, session: Session, command: Message) -> None:
    set_alarm(command["max_s"])
    session.load(command["path"])
    set_alarm(0)
    lines.write({"loaded": True})
