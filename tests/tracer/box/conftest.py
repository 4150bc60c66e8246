from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from patchcritic.domain import NodeId, Snapshots, Span, TestCase
from patchcritic.domain.trace import Trace
from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box import TracerSettings, trace_tests
from patchcritic.tracer.box.kept import TraceStore

linux = pytest.mark.skipif(sys.platform != "linux", reason="the wall is Linux's")

SETTINGS = TracerSettings(
    session="standin:Session",
    folders=(str(Path(__file__).parent),),
    max_test_s=1.0,
    max_load_s=2.0,
    max_memory_mb=700,
)


def case(text: str, *, is_new: bool = True) -> TestCase:
    """A test by its id."""
    node_id = NodeId.parse(text)
    return TestCase(
        node_id=node_id,
        span=Span(path=node_id.path, start=1, end=1),
        exists_in=frozenset({"patched"}) if is_new else frozenset({"base", "patched"}),
    )


Tracer = Callable[..., dict[str, Trace]]


@pytest.fixture
def trace() -> Tracer:
    """Traces tests with the stand-in; outcomes by id."""

    def run(
        files: Mapping[str, str],
        *tests: TestCase,
        base: Mapping[str, str] | None = None,
        store: TraceStore | None = None,
        settings: TracerSettings = SETTINGS,
        failing_before: tuple[str, ...] = (),
    ) -> dict[str, Trace]:
        patched = MemorySnapshot(dict(files))
        before = patched if base is None else MemorySnapshot(dict(base))
        found = trace_tests(
            Snapshots(base=before, patched=patched),
            tests,
            settings=settings,
            store=store,
            failing_before=[NodeId.parse(one) for one in failing_before],
        )
        return {str(node_id): one for node_id, one in found.items()}

    return run
