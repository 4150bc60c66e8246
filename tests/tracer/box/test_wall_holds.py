"""The box with the evaluator out of the way: system calls made from inside the sealed child."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace, TraceOutcome
from patchcritic.snapshot import MemorySnapshot
from patchcritic.tracer.box.serving import TreeServer
from patchcritic.tracer.box.wall.layers import is_complete
from patchcritic.tracer.box.worlds import Worlds
from tests.tracer.box.conftest import SETTINGS, linux
from tests.tracer.box.standin import BAD_MANNERS, REFUSED

pytestmark = linux


def _name(attack: str) -> NodeId:
    return NodeId(path="a.py", names=(attack,))


@pytest.fixture(scope="module")
def worlds() -> Iterator[Worlds]:
    """One child for all attacks: those that end a test's process leave it be."""
    worlds = Worlds(SETTINGS, time.monotonic() + 120)
    yield worlds
    worlds.close()


@pytest.fixture(scope="module")
def refused(worlds: Worlds) -> dict[str, Trace]:
    server = TreeServer(MemorySnapshot({"a.py": ""}))
    return {one.node_id.names[-1]: one for one in worlds.trace(server, map(_name, REFUSED))}


@pytest.mark.parametrize("attack", REFUSED)
def test_it_does_not_work(refused: dict[str, Trace], attack: str) -> None:
    trace = refused[attack]

    assert trace.outcome is TraceOutcome.UNDECIDED, attack
    assert trace.undecidable is not None
    assert "not allowed" in trace.undecidable.reason or "status 70" in trace.undecidable.reason


@pytest.mark.parametrize("attack", BAD_MANNERS)
def test_it_ends_and_decides_nothing(worlds: Worlds, attack: str) -> None:
    server = TreeServer(MemorySnapshot({"a.py": ""}))
    before = time.monotonic()
    [trace] = worlds.trace(server, [_name(attack)])
    [after] = worlds.trace(server, [_name("fine")])

    assert trace.outcome is TraceOutcome.UNDECIDED
    assert after.outcome is TraceOutcome.PASS
    assert time.monotonic() - before < SETTINGS.max_test_s + 8.0


def test_the_wall_is_complete_where_the_system_has_all_of_it(worlds: Worlds) -> None:
    layers = worlds.start()

    assert {layer.name for layer in layers} >= {"system-calls", "limits", "files"}
    if all(layer.is_active for layer in layers):
        assert is_complete(layers)
