"""What the tracer finds out about one test by computing with values on syntax trees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from patchcritic.domain.answer import Witness
from patchcritic.domain.tests import NodeId


class TraceOutcome(StrEnum):
    """What a trace says of a test."""

    PASS = "pass"
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A value that was worked out at an assertion that the trace reached."""

    text: str
    """The assertion's source, on one line."""
    path: str
    line: int
    left: str = ""
    """The ``repr`` of the left or only operand, cut."""
    right: str = ""
    holds: bool | None = None
    """None where it depends on something unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undecidable:
    """The first thing that a trace needed and could not know."""

    kind: str
    """Stable identifier in kebab-case: ``time``, ``file-system``, ``third-party``, ``budget``."""
    reason: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TraceCall:
    """One call of the repository's code on the way to where a trace ended."""

    name: str
    path: str
    line: int
    depth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One test, traced."""

    node_id: NodeId
    outcome: TraceOutcome
    witness: Witness | None = None
    """Of a FAIL: the assertion or exception, with its place."""
    undecidable: Undecidable | None = None
    """Of an UNDECIDED: why."""
    known: tuple[Known, ...] = ()
    """The assertions that were reached, in order, at most ``MAX_KNOWN``."""
    calls: tuple[TraceCall, ...] = ()
    """From the test to where the trace ended, outermost first."""
    n_steps: int = 0
    """Statements evaluated."""
    seconds: float = 0.0
    paths_read: tuple[str, ...] = ()
    """The files of the tree that the trace looked at, also those that are not there."""
