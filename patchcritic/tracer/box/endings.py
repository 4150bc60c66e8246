"""Why a test is undecided for which no trace came back."""

from __future__ import annotations

import signal

from patchcritic.domain import NodeId
from patchcritic.domain.trace import Trace, TraceOutcome, Undecidable
from patchcritic.tracer.core.undecided import UndecidedKind

OUT_OF_TIME = Undecidable(kind=UndecidedKind.BUDGET, reason="the time for all tests is spent")

_BY_SIGNAL = {
    signal.SIGALRM: (UndecidedKind.BUDGET, "its time is spent"),
    signal.SIGXCPU: (UndecidedKind.BUDGET, "its time on the processor is spent"),
    signal.SIGKILL: (UndecidedKind.BUDGET, "the system ended it, for memory or time"),
    signal.SIGSYS: (UndecidedKind.GUARD, "it asked the system for something not allowed"),
}


def undecided(node_id: NodeId, why: Undecidable, paths_read: tuple[str, ...] = ()) -> Trace:
    """The trace of a test that nothing else is known of."""
    return Trace(
        node_id=node_id,
        outcome=TraceOutcome.UNDECIDED,
        undecidable=why,
        paths_read=paths_read,
    )


def explain_status(status: object, note: str = "") -> Undecidable:
    """Why a process's end, as ``os.waitstatus_to_exitcode`` gives it, decides nothing; None where
    it was the whole child's, of which ``note`` tells."""
    if not isinstance(status, int):
        return Undecidable(kind=UndecidedKind.BUDGET, reason=f"the child was ended: {note}")
    try:
        kind, reason = _BY_SIGNAL[signal.Signals(-status)]
    except (KeyError, ValueError):
        kind, reason = UndecidedKind.INTERNAL, f"its process ended with status {status}"
    return Undecidable(kind=kind, reason=reason)
