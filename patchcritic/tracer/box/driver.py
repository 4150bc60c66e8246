"""Traces the tests of a change: kept ones first, the others in a child, doubtful ones twice."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from patchcritic.domain.trace import Trace, TraceOutcome, Undecidable
from patchcritic.tracer.box.kept import KeptTraces
from patchcritic.tracer.box.serving import TreeServer
from patchcritic.tracer.box.worlds import Worlds
from patchcritic.tracer.core.undecided import UndecidedKind

if TYPE_CHECKING:
    from patchcritic.domain import NodeId, Snapshot, Snapshots, TestCase
    from patchcritic.tracer.box.events import TraceEvent
    from patchcritic.tracer.box.kept import TraceStore
    from patchcritic.tracer.box.settings import TracerSettings

_CONTRADICTED = Undecidable(
    kind=UndecidedKind.INTERNAL,
    reason="it fails on the base tree as well, which says that the tracer is wrong about it",
)


def trace_tests(
    snapshots: Snapshots,
    tests: Iterable[TestCase],
    *,
    settings: TracerSettings,
    store: TraceStore | None = None,
    failing_before: Collection[NodeId] = (),
    on_trace: Callable[[Trace], None] = lambda _trace: None,
) -> dict[NodeId, Trace]:
    """Find out what tests do on the patched tree by computing with values on syntax trees.

    A test that fails there although it is not known to fail before the change is traced on the
    base tree as well: failing on both is taken for an error of the tracer.

    Args:
        snapshots: the trees; nothing of them is executed, imported or written.
        tests: those to trace; of other languages' tests nothing is said.
        settings: what it may use.
        store: where traces are kept between runs; None keeps none.
        failing_before: tests that are known to fail without the change.
        on_trace: told of each trace as it comes.

    No child is started when there is nothing to trace, or all is kept. Whatever goes wrong with
    one makes undecided traces; only an interruption is raised, with every process gone.
    """
    wanted = {test.node_id: test for test in tests if test.node_id.path.endswith(".py")}
    found: dict[NodeId, Trace] = {}
    doubtful: dict[NodeId, Trace] = {}

    def tell(trace: Trace) -> None:
        found[trace.node_id] = trace
        on_trace(trace)

    with Stage(settings, store) as stage:
        for trace in stage.trace(TreeServer(snapshots.patched), wanted):
            is_new = "base" not in wanted[trace.node_id].exists_in
            is_expected = is_new or trace.node_id in failing_before
            if trace.outcome is not TraceOutcome.FAIL or is_expected:
                tell(trace)
            else:
                doubtful[trace.node_id] = trace
        for before in stage.trace(TreeServer(snapshots.base), doubtful):
            trace = doubtful[before.node_id]
            is_wrong = before.outcome is TraceOutcome.FAIL
            tell(_contradict(trace) if is_wrong else trace)
    return found


def record_tests(
    snapshot: Snapshot, node_ids: Iterable[NodeId], *, settings: TracerSettings
) -> Iterator[tuple[Trace, tuple[TraceEvent, ...]]]:
    """Trace tests of one tree with every call noted, for a person to read."""
    worlds = Worlds(replace(settings, records_calls=True), time.monotonic() + settings.max_total_s)
    try:
        for trace in worlds.trace(TreeServer(snapshot), node_ids):
            yield trace, worlds.events.get(trace.node_id, ())
    finally:
        worlds.close()


def _contradict(trace: Trace) -> Trace:
    return replace(trace, outcome=TraceOutcome.UNDECIDED, witness=None, undecidable=_CONTRADICTED)


class Stage:
    """One run of the tracer over trees: keeps what it finds, and leaves no process behind."""

    def __init__(self, settings: TracerSettings, store: TraceStore | None) -> None:
        self._kept = KeptTraces(store, settings)
        self._worlds = Worlds(settings, time.monotonic() + settings.max_total_s)

    def __enter__(self) -> Stage:
        return self

    def __exit__(self, *_error: object) -> None:
        self._worlds.close()

    def trace(self, server: TreeServer, node_ids: Iterable[NodeId]) -> Iterator[Trace]:
        """The traces of tests of one tree, in no certain order; kept ones come first."""
        wanted = list(node_ids)
        known = self._kept.find(server, wanted)
        yield from known.values()
        fresh: list[Trace] = []
        missing = sorted((one for one in wanted if one not in known), key=lambda one: one.path)
        try:
            for trace in self._worlds.trace(server, missing):
                fresh.append(trace)
                yield trace
        finally:
            self._kept.keep(server, fresh)
