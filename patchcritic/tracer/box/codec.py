"""A trace as a JSON object and back; what comes back is checked value by value."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar

from patchcritic.domain import NodeId, Witness
from patchcritic.domain.trace import Known, Trace, TraceCall, TraceOutcome, Undecidable
from patchcritic.tracer.box.wire import LineNotValid

MAX_TEXT = 2_000
"""Characters of any one text."""
MAX_ITEMS = 400
"""Calls, or values at assertions."""
_MAX_NUMBER = 10**12

_T = TypeVar("_T", Witness, Known, TraceCall, Undecidable)


def encode_trace(trace: Trace) -> dict[str, Any]:
    """The trace as plain values, its texts cut; the test's id is left out."""
    return {
        "outcome": trace.outcome.value,
        "witness": None if trace.witness is None else _cut(asdict(trace.witness)),
        "undecidable": None if trace.undecidable is None else _cut(asdict(trace.undecidable)),
        "known": [_cut(asdict(one)) for one in trace.known[:MAX_ITEMS]],
        "calls": [_cut(asdict(one)) for one in trace.calls[:MAX_ITEMS]],
        "n_steps": trace.n_steps,
        "seconds": trace.seconds,
    }


def decode_trace(node_id: NodeId, plain: object) -> Trace:
    """The trace of a test from what a child said of it.

    Raises:
        LineNotValid: something is missing, of another type, too long, or contradicts the rest.
    """
    if not isinstance(plain, dict):
        raise LineNotValid("no trace")
    outcome = plain.get("outcome")
    if not isinstance(outcome, str) or outcome not in set(TraceOutcome):
        raise LineNotValid("no outcome")
    trace = Trace(
        node_id=node_id,
        outcome=TraceOutcome(outcome),
        witness=_read_one(Witness, plain.get("witness")),
        undecidable=_read_one(Undecidable, plain.get("undecidable")),
        known=_read_many(Known, plain.get("known")),
        calls=_read_many(TraceCall, plain.get("calls")),
        n_steps=read_whole(plain.get("n_steps")),
        seconds=_read_seconds(plain.get("seconds")),
    )
    is_undecided = trace.outcome is TraceOutcome.UNDECIDED
    if is_undecided != (trace.undecidable is not None):
        raise LineNotValid("an outcome without its reason, or a reason without its outcome")
    if (trace.outcome is TraceOutcome.FAIL) != (trace.witness is not None):
        raise LineNotValid("a failure without its witness, or a witness without its failure")
    return trace


_TEXTS = {
    Witness: ("assertion", "expected", "actual", "path"),
    Known: ("text", "path", "left", "right"),
    TraceCall: ("name", "path"),
    Undecidable: ("kind", "reason", "path"),
}
_NUMBERS = {
    Witness: ("line",),
    Known: ("line",),
    TraceCall: ("line", "depth"),
    Undecidable: ("line",),
}


def _read_one(kind: type[_T], plain: object) -> _T | None:
    return None if plain is None else _read_noun(kind, plain)


def _read_many(kind: type[_T], plain: object) -> tuple[_T, ...]:
    if not isinstance(plain, list) or len(plain) > MAX_ITEMS:
        raise LineNotValid(f"no list of {kind.__name__}")
    return tuple(_read_noun(kind, one) for one in plain)


def _read_noun(kind: type[_T], plain: object) -> _T:
    if not isinstance(plain, dict):
        raise LineNotValid(f"no {kind.__name__}")
    values: dict[str, Any] = {name: read_text(plain.get(name)) for name in _TEXTS[kind]}
    values |= {name: read_whole(plain.get(name)) for name in _NUMBERS[kind]}
    if kind is Known:
        holds = plain.get("holds")
        if holds is not None and not isinstance(holds, bool):
            raise LineNotValid("an assertion that neither holds nor does not")
        values["holds"] = holds
    return kind(**values)


def read_text(value: object) -> str:
    """A text of a child. Raises ``LineNotValid`` for what is none or too long."""
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise LineNotValid("no text, or too long")
    return value


def read_whole(value: object) -> int:
    """A number of a child, 0 and up. Raises ``LineNotValid`` for anything else."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MAX_NUMBER:
        raise LineNotValid("no whole number, or out of range")
    return value


def _read_seconds(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise LineNotValid("no time, or out of range")
    return float(value)


def _cut(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: f"{value[: MAX_TEXT - 1]}…" if isinstance(value, str) and len(value) > MAX_TEXT
        else value
        for name, value in values.items()
    }  # fmt: skip
