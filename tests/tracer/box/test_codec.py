from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.domain import NodeId
from patchcritic.domain.trace import TraceOutcome
from patchcritic.tracer.box.codec import MAX_ITEMS, MAX_TEXT, decode_trace, encode_trace
from patchcritic.tracer.box.events import decode_events
from patchcritic.tracer.box.wire import LineNotValid, decode_line, encode_line
from tests.tracer.box.standin import make_trace

NODE_ID = NodeId(path="a.py", names=("f",))
KNOWN = {"text": "assert x", "path": "a.py", "line": 1, "left": "", "right": "", "holds": None}
WITNESS = {"assertion": "a", "expected": "", "actual": "", "path": "", "line": 0}
PASS: dict[str, Any] = {
    "outcome": "pass",
    "witness": None,
    "undecidable": None,
    "known": [],
    "calls": [],
    "n_steps": 1,
    "seconds": 0.1,
}


@pytest.mark.parametrize("outcome", TraceOutcome)
def test_what_goes_in_comes_out(outcome: str) -> None:
    trace = make_trace(NODE_ID, outcome)
    plain = json.loads(json.dumps(encode_trace(trace)))

    assert decode_trace(NODE_ID, plain) == trace


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "sure"},
        {"outcome": 1},
        {"outcome": None},
        {"outcome": ["pass"]},
        {"outcome": "fail"},
        {"outcome": "undecided"},
        {"witness": WITNESS},
        {"witness": 1, "outcome": "fail"},
        {"witness": {**WITNESS, "line": -1}, "outcome": "fail"},
        {"witness": {**WITNESS, "line": True}, "outcome": "fail"},
        {"witness": {**WITNESS, "line": 10**20}, "outcome": "fail"},
        {"witness": {**WITNESS, "actual": 1}, "outcome": "fail"},
        {"witness": {**WITNESS, "actual": "x" * (MAX_TEXT + 1)}, "outcome": "fail"},
        {"undecidable": {"kind": "x"}, "outcome": "undecided"},
        {"known": None},
        {"known": [1]},
        {"known": [{**KNOWN, "holds": 1}]},
        {"known": [KNOWN] * (MAX_ITEMS + 1)},
        {"calls": {}},
        {"calls": [{"name": "f", "path": "a.py", "line": 1}]},
        {"n_steps": "1"},
        {"n_steps": 1.5},
        {"seconds": "1"},
        {"seconds": -1},
        {"seconds": 1e9},
        {"seconds": True},
    ],
)
def test_what_no_child_of_ours_says_is_refused(change: dict[str, Any]) -> None:
    assert decode_trace(NODE_ID, PASS).outcome is TraceOutcome.PASS
    with pytest.raises(LineNotValid):
        decode_trace(NODE_ID, {**PASS, **change})


@pytest.mark.parametrize("line", [b"", b"x", b"[]", b"1", b"\xff", b"[" * 100_000, b'{"a":'])
def test_lines_that_are_no_messages(line: bytes) -> None:
    with pytest.raises(LineNotValid):
        decode_line(line)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(_JSON)
def test_anything_else_is_refused_too(plain: Any) -> None:
    for decode in (lambda: decode_trace(NODE_ID, plain), lambda: decode_events(plain)):
        try:
            decode()
        except LineNotValid:
            continue
        assert plain == [] or isinstance(plain, dict)


def test_a_message_is_one_line_of_ascii() -> None:
    line = encode_line({"text": "ä\n\u2028\ud800"})

    assert line.count(b"\n") == 1
    assert line.isascii()
    assert decode_line(line) == {"text": "ä\n\u2028\ud800"}


EVENT = {
    "kind": "call", "name": "f", "path": "a.py", "line": 1, "depth": 0, "text": "", "n_known": 0,
}  # fmt: skip


@pytest.mark.parametrize(
    "plain", [None, {}, [1], [{**EVENT, "kind": "x"}], [{**EVENT, "depth": -1}], [EVENT] * 9000]
)
def test_events_are_checked_as_well(plain: object) -> None:
    assert decode_events([EVENT])[0].name == "f"
    with pytest.raises(LineNotValid):
        decode_events(plain)
