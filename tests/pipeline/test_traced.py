"""From a trace to a prediction, or to premises."""

from __future__ import annotations

import pytest

from patchcritic.domain import Label, NodeId, Patch, PSource, Snapshots, Witness
from patchcritic.domain.trace import Known, Trace, TraceOutcome, Undecidable
from patchcritic.pipeline.shown import Shown, hide_secrets
from patchcritic.pipeline.traced import MAX_PREMISES, list_premises, predict
from patchcritic.redact import Redactor
from patchcritic.snapshot import MemorySnapshot

NODE_ID = NodeId(path="t.py", names=("test_x",))
KEY = "sk-proj-abcdefghijklmnopqrstuvwx1234567890ABCDEF"


@pytest.fixture
def shown() -> Shown:
    tree = MemorySnapshot({"t.py": ""})
    trees = Snapshots(base=tree, patched=tree)
    return hide_secrets(trees, Patch(files=(), text=""), (), Redactor())


def known(n: int, *, holds: bool | None = True, left: str = "1") -> Known:
    return Known(text=f"assert a == {n}", path="t.py", line=n, left=left, right="1", holds=holds)


def test_a_pass(shown: Shown) -> None:
    trace = Trace(
        node_id=NODE_ID, outcome=TraceOutcome.PASS, n_steps=1234, known=(known(1), known(2))
    )
    found = predict(trace, shown)

    assert found is not None
    assert (found.label, found.p_pass, found.p_source) == (Label.PASS, 0.999, PSource.TRACE)
    assert found.decided_by == "tracer"
    assert found.rationale == "Traced 1,234 steps; 2 assertions hold."
    assert list_premises(trace, shown) == ()


def test_a_fail_has_a_witness_without_secrets(shown: Shown) -> None:
    witness = Witness(assertion="assert key", actual=repr(KEY), path="t.py", line=3)
    trace = Trace(node_id=NODE_ID, outcome=TraceOutcome.FAIL, witness=witness)
    found = predict(trace, shown)

    assert found is not None
    assert (found.label, round(found.p_pass, 3)) == (Label.FAIL, 0.001)
    assert found.witness is not None
    assert KEY not in repr(found)
    assert [(one.path, one.line) for one in found.citations] == [("t.py", 3)]


def test_what_is_open_becomes_premises(shown: Shown) -> None:
    trace = Trace(
        node_id=NODE_ID,
        outcome=TraceOutcome.UNDECIDED,
        undecidable=Undecidable(kind="clock", reason="time.time()", path="a.py", line=9),
        known=(*(known(n) for n in range(1, 9)), known(9, holds=False, left="x" * 500)),
    )
    *values, end = list_premises(trace, shown)

    assert predict(trace, shown) is None
    assert len(values) == MAX_PREMISES
    assert {one.kind for one in values} == {"traced-value"}
    assert {one.node_id for one in (*values, end)} == {NODE_ID}
    assert {one.decides for one in (*values, end)} == {None}
    assert "does not hold" in values[-1].message
    assert max(len(one.message) for one in values) < 400
    assert (end.kind, end.path, end.line) == ("traced-until", "a.py", 9)
    assert "time.time()" in end.message


@pytest.mark.parametrize("kind", ["internal", "plugin", "guard", "language"])
def test_ends_that_say_something_of_the_tracer_alone_are_not_told(shown: Shown, kind: str) -> None:
    trace = Trace(
        node_id=NODE_ID,
        outcome=TraceOutcome.UNDECIDED,
        undecidable=Undecidable(kind=kind, reason="x", path="a.py", line=9),
    )

    assert list_premises(trace, shown) == ()
