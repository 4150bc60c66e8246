"""What a recorded trace consists of, as a child tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from patchcritic.tracer.box.codec import read_text, read_whole
from patchcritic.tracer.box.wire import LineNotValid

MAX_EVENTS = 4_000
"""Calls that are noted of one test, with their ends; the rest of its trace is not."""
_KINDS = ("call", "return", "raise")


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceEvent:
    """A call of the repository's code, or its end."""

    kind: Literal["call", "return", "raise"]
    name: str
    path: str
    line: int
    """Where the function stands."""
    depth: int
    text: str
    """The arguments, the value, or the exception; plain values only, cut."""
    n_known: int
    """How many assertions the trace had reached by then."""


def decode_events(plain: object) -> tuple[TraceEvent, ...]:
    """The events of a child's list. Raises ``LineNotValid`` for anything else."""
    if not isinstance(plain, list) or len(plain) > 2 * MAX_EVENTS:
        raise LineNotValid("no list of events")
    return tuple(_decode(one) for one in plain)


def _decode(plain: object) -> TraceEvent:
    if not isinstance(plain, dict) or plain.get("kind") not in _KINDS:
        raise LineNotValid("no event")
    return TraceEvent(
        kind=cast('Literal["call", "return", "raise"]', plain["kind"]),
        name=read_text(plain.get("name")),
        path=read_text(plain.get("path")),
        text=read_text(plain.get("text")),
        line=read_whole(plain.get("line")),
        depth=read_whole(plain.get("depth")),
        n_known=read_whole(plain.get("n_known")),
    )
