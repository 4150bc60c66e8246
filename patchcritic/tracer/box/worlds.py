"""Tests of one tree, traced one after another by a child that is started anew when it breaks."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING

from patchcritic.domain.trace import Trace
from patchcritic.tracer.box.codec import decode_trace
from patchcritic.tracer.box.endings import OUT_OF_TIME, explain_status, undecided
from patchcritic.tracer.box.events import TraceEvent, decode_events
from patchcritic.tracer.box.process import Child, ChildGone
from patchcritic.tracer.box.wall.layers import Layer, is_complete
from patchcritic.tracer.box.wire import LineNotValid, Message

if TYPE_CHECKING:
    from patchcritic.domain import NodeId
    from patchcritic.domain.trace import Undecidable
    from patchcritic.tracer.box.serving import TreeServer
    from patchcritic.tracer.box.settings import TracerSettings

START_S = 20.0
"""Seconds for a child to start; 0.2 on an idle machine."""
_MARGIN_S = 2.0
"""Beyond what the child allows its processes: the parent's clock is the last resort."""
MAX_ASKED = 20_000
"""Questions in one exchange."""
MAX_BROKEN = 3
"""After so many children broken one after another none is started any more."""


class WorldGone(Exception):
    """The process that loads modules ended; ``why`` says how."""

    def __init__(self, why: Undecidable, asked: tuple[str, ...]) -> None:
        super().__init__(why.reason)
        self.why = why
        self.asked = asked


@dataclass(slots=True)
class Worlds:
    """The children of one stage; close it, and nothing of them is left."""

    settings: TracerSettings
    deadline: float
    """Of the whole stage, by ``time.monotonic``."""
    events: dict[NodeId, tuple[TraceEvent, ...]] = field(default_factory=dict)
    """The calls of the tests traced so far, where they are recorded."""
    layers: tuple[Layer, ...] = ()
    """The wall of the child, once one has started."""
    _child: Child | None = None
    _server: TreeServer | None = None
    """Of the tree whose world is there; None when there is none."""
    _loaded: list[str] = field(default_factory=list)
    _fatal: dict[tuple[TreeServer, str], WorldGone] = field(default_factory=dict)
    """The files whose modules no world survived, by tree, and why."""
    _read_at_load: tuple[str, ...] = ()
    _n_broken: int = 0

    def trace(self, server: TreeServer, node_ids: Iterable[NodeId]) -> Iterator[Trace]:
        """Trace tests, those of one file side by side; each comes when it is done."""
        for path, group in groupby(node_ids, key=lambda one: one.path):
            for node_id in group:
                yield self._trace_one(server, path, node_id)

    def close(self) -> None:
        """Kill what runs."""
        if self._child is not None:
            self._child.kill()
        self._child = self._server = None

    def start(self) -> tuple[Layer, ...]:
        """Start a child unless one runs, and give the layers of its wall.

        Raises:
            ChildGone: it cannot be started.
        """
        if self._child is None:
            if self._n_broken >= MAX_BROKEN:
                raise ChildGone("it broke several times in a row")
            self._child = Child(self.settings)
            said = self._child.receive(time.monotonic() + START_S).get("ready")
            self.layers = _read_layers(said)
            if self.settings.needs_wall and not is_complete(self.layers):
                self._n_broken = MAX_BROKEN
                raise ChildGone("the wall around it is not complete on this machine")
        return self.layers

    def _trace_one(self, server: TreeServer, path: str, node_id: NodeId) -> Trace:
        if time.monotonic() > self.deadline:
            return undecided(node_id, OUT_OF_TIME)
        if (server, path) in self._fatal:
            fatal = self._fatal[server, path]
            return undecided(node_id, fatal.why, fatal.asked)
        try:
            self._enter(server, path)
            trace = self._ask_trace(server, node_id)
        except WorldGone as error:
            if self._server is not server or path not in self._loaded:
                self._fatal[server, path] = error
            self._server = None
            return undecided(node_id, error.why, error.asked)
        except (ChildGone, LineNotValid) as error:
            self._n_broken += 1
            self.close()
            return undecided(node_id, explain_status(None, str(error)))
        self._n_broken = 0
        return trace

    def _enter(self, server: TreeServer, path: str) -> None:
        """Have a world of this tree with this file loaded."""
        self.start()
        if self._server is not server:
            if self._server is not None:
                self._exchange(self._server, {"do": "end"}, 0, "world")
            self._read_at_load = ()
            self._begin(server)
            self._exchange(server, {"do": "world"}, START_S, "begun")
            self._server, self._loaded, self._read_at_load = server, [], tuple(server.asked)
        if path not in self._loaded:
            self._begin(server)
            max_s = self.settings.max_load_s
            self._exchange(server, {"do": "load", "path": path, "max_s": max_s}, max_s, "loaded")
            self._loaded.append(path)
            self._read_at_load = tuple(server.asked)

    def _ask_trace(self, server: TreeServer, node_id: NodeId) -> Trace:
        self._begin(server)
        max_s = self.settings.max_test_s
        command = {"do": "trace", "node_id": str(node_id), "max_s": max_s}
        said = self._exchange(server, command, max_s, "ended")
        if "trace" not in said or said["ended"] != 0:
            return undecided(node_id, explain_status(said["ended"]), tuple(server.asked))
        if self.settings.records_calls:
            self.events[node_id] = decode_events(said.get("events"))
        trace = decode_trace(node_id, said["trace"])
        return replace(trace, paths_read=tuple(server.asked))

    def _begin(self, server: TreeServer) -> None:
        """What follows depends on what was read when modules were loaded, and on what it reads."""
        server.asked.clear()
        server.asked.update(dict.fromkeys(self._read_at_load))

    def _exchange(
        self, server: TreeServer, command: Message, max_s: float, last: str
    ) -> dict[str, object]:
        """Say something and answer questions until ``last`` is said; all that was said till then.

        Raises:
            ChildGone: the child ended, hung or talks too much.
            WorldGone: only the world ended.
        """
        assert self._child is not None
        deadline = min(time.monotonic() + max_s, self.deadline) + _MARGIN_S
        self._child.send(command, deadline)
        said: dict[str, object] = {}
        for _ in range(MAX_ASKED):
            message = self._child.receive(deadline)
            if "ask" in message:
                answer = server.answer(message["ask"], message.get("path"))
                self._child.send({"is": answer}, deadline)
                continue
            said |= message
            if last in message:
                return said
            if "world" in message:
                raise WorldGone(explain_status(message["world"]), tuple(server.asked))
        raise ChildGone("it talks too much")


def _read_layers(said: object) -> tuple[Layer, ...]:
    """The layers as the child tells them, before it has seen anything of the repository."""
    if not isinstance(said, list):
        raise ChildGone("it did not say what its wall is")
    return tuple(Layer(**one) for one in said)
