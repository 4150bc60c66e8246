"""Traces as a reader sees them."""

from __future__ import annotations

import json

import pytest

from patchcritic.domain import NodeId, Witness
from patchcritic.domain.trace import Known, Trace, TraceOutcome, Undecidable
from patchcritic.reports.traces import MAX_DEPTH, MAX_SHOWN, Call, Recorded, render_traces
from patchcritic.tracer.box import TraceEvent

NODE_ID = NodeId(path="t.py", names=("test_x",))


def event(kind: str, name: str, depth: int, text: str = "", n_known: int = 0) -> TraceEvent:
    return TraceEvent(
        kind=kind,  # type: ignore[arg-type]
        name=name, path="a.py", line=1, depth=depth, text=text, n_known=n_known,
    )  # fmt: skip


def known(text: str, *, holds: bool | None = True) -> Known:
    return Known(text=text, path="t.py", line=2, left="1", right="2", holds=holds)


EVENTS = (
    event("call", "test_x", 0),
    event("call", "f", 1, "x=1"),
    event("return", "f", 1, "2"),
    event("call", "g", 1, n_known=1),
    event("raise", "g", 1, "ValueError()", n_known=1),
    event("raise", "test_x", 0, "ValueError()", n_known=2),
)
FAILED = Recorded(
    trace=Trace(
        node_id=NODE_ID,
        outcome=TraceOutcome.FAIL,
        witness=Witness(assertion="assert <b>", expected="1", actual="2", path="t.py", line=2),
        known=(known("assert one"), known("assert two", holds=None)),
    ),
    events=EVENTS,
)


def test_assertions_stand_between_the_calls_that_surround_them() -> None:
    [call] = FAILED.steps
    assert isinstance(call, Call)
    shown = [one.head if isinstance(one, Call) else one.text for one in call.inside]

    assert shown == ["f(x=1)", "assert one", "g()", "assert two"]
    assert call.result == "raises ValueError()"


def test_the_terminal_has_a_line_a_call() -> None:
    lines = render_traces([FAILED], "console", tree="patched").splitlines()

    assert lines[0] == "FAIL t.py::test_x"
    assert "    f(x=1) gives 2  a.py:1" in lines
    assert "    assert one holds: 1 and 2  t.py:2" in lines
    assert "  fails at t.py:2: assert <b>" in lines


def test_the_document_nests() -> None:
    document = json.loads(render_traces([FAILED], "json", tree="base"))
    [test] = document["tests"]

    assert document["tree"] == "base"
    assert [one["kind"] for one in test["steps"][0]["inside"]] == [
        "call", "assertion", "call", "assertion",
    ]  # fmt: skip


def test_the_page_escapes_what_it_shows() -> None:
    page = render_traces([FAILED], "html", tree="patched")

    assert "assert &lt;b&gt;" in page
    assert "<b>" not in page
    assert page.count("<details") == page.count("</details>") == 3


@pytest.mark.parametrize("format_name", ["console", "json", "html"])
def test_a_trace_that_ended_first_and_went_deep(format_name: str) -> None:
    why = Undecidable(kind="clock", reason="time.time()", path="a.py", line=3)
    deep = Recorded(
        trace=Trace(node_id=NODE_ID, outcome=TraceOutcome.UNDECIDED, undecidable=why),
        events=tuple(event("call", f"f{n}", n) for n in range(5 * MAX_DEPTH)),
    )
    text = render_traces([deep], format_name, tree="patched")

    assert "time.time()" in text
    assert f"f{MAX_DEPTH - 1}" in text
    assert f"f{MAX_DEPTH}(" not in text


def test_a_terminal_is_not_flooded_nor_steered() -> None:
    events = tuple(
        one
        for n in range(2 * MAX_SHOWN)
        for one in (event("call", f"f{n}\x1b[2J", 0), event("return", "f", 0, "\n::error::x"))
    )
    long = Recorded(trace=Trace(node_id=NODE_ID, outcome=TraceOutcome.PASS), events=events)
    text = render_traces([long], "console", tree="patched")

    assert text.count("\n") < MAX_SHOWN + 10
    assert "lines more" in text
    assert "\x1b" not in text
    assert "::error::" not in text
