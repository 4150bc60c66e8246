"""Whether the wall holds on this machine, by really trying."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from patchcritic.domain import NodeId
from patchcritic.domain.trace import TraceOutcome
from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box.child.attempts import ATTEMPTS
from patchcritic.tracer.box.process import ChildGone
from patchcritic.tracer.box.serving import TreeServer
from patchcritic.tracer.box.settings import TracerSettings
from patchcritic.tracer.box.wall.layers import Layer
from patchcritic.tracer.box.worlds import Worlds

_SESSION = "patchcritic.tracer.box.child.attempts:Session"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Something that code in the child tried."""

    name: str
    is_refused: bool
    note: str
    """The system's answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a look at the wall came to."""

    layers: tuple[Layer, ...]
    attempts: tuple[Attempt, ...]
    start_s: float
    """Seconds from the start of a child to its readiness."""
    problem: str = ""
    """Why no child could be started; empty when one was."""


def probe_wall(settings: TracerSettings | None = None) -> Probe:
    """Start a child, and in it try what the wall is there to refuse. Takes about a second."""
    start = time.monotonic()
    worlds = Worlds(
        replace(settings or TracerSettings(), session=_SESSION, max_test_s=5.0), start + 60
    )
    try:
        layers = worlds.start()
        start_s = time.monotonic() - start
        node_ids = [NodeId(path="attempts.py", names=(name,)) for name in ATTEMPTS]
        traces = list(worlds.trace(TreeServer(MemorySnapshot({})), node_ids))
    except ChildGone as error:
        return Probe(layers=(), attempts=(), start_s=0.0, problem=str(error))
    finally:
        worlds.close()
    attempts = tuple(
        Attempt(
            name=trace.node_id.names[-1],
            is_refused=trace.outcome is not TraceOutcome.PASS,
            note=trace.undecidable.reason if trace.undecidable else "it worked",
        )
        for trace in traces
    )
    return Probe(layers=layers, attempts=attempts, start_s=start_s)
