"""From what a test did to what its trace says."""

from __future__ import annotations

import unittest
from typing import Any

from patchcritic.domain import NodeId
from patchcritic.domain.answer import Witness
from patchcritic.domain.trace import Trace, TraceCall, TraceOutcome, Undecidable
from patchcritic.tracer.core.exact import admit
from patchcritic.tracer.core.frames import frames_of
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.testing.outcomes import Exit, Skipped, XFailed
from patchcritic.tracer.testing.running import Run

_MAX_TEXT = 500


def judge(run: Run, realm: Realm) -> BaseException | None:
    """The error that a test fails with; None when it passes.

    Raises:
        Undecided: something on the way was not known, or it is neither a pass nor a failure.
    """
    if realm.undecided is not None:
        raise realm.undecided
    failure: BaseException | None = None
    for error in run.errors:
        if isinstance(error, Skipped | unittest.SkipTest):
            raise Undecided(UndecidedKind.SKIP, f"skipped: {text_of(error)}")
        if isinstance(error, XFailed):
            raise Undecided(UndecidedKind.XFAIL, text_of(error))
        if isinstance(error, Exit | KeyboardInterrupt):
            raise Undecided(UndecidedKind.PLUGIN, "the test ends the whole run")
        admit(error)
        failure = failure or error
    if realm.undecided is not None:
        raise realm.undecided
    if run.xfail is None:
        return failure
    if failure is None:
        if run.has_called and run.xfail.is_strict:
            return AssertionError(f"[XPASS(strict)] {run.xfail.reason}")
        return None
    if all(run.xfail.is_expected(error) for error in run.errors):
        raise Undecided(UndecidedKind.XFAIL, f"fails as its mark expects: {run.xfail.reason}")
    return failure


def failing_trace(node_id: NodeId, error: BaseException, realm: Realm) -> Trace:
    """A FAIL with its witness: the assertion or the exception, and where it stands."""
    calls = calls_of(error)
    witness = realm.witness_of(error)
    if witness is None:
        witness = Witness(
            assertion=f"{type(error).__name__}: {text_of(error)}"[:_MAX_TEXT],
            path=calls[-1].path if calls else "",
            line=calls[-1].line if calls else 0,
        )
    return Trace(node_id=node_id, outcome=TraceOutcome.FAIL, witness=witness, calls=calls)


def undecided_trace(node_id: NodeId, error: Undecided) -> Trace:
    """An UNDECIDED with its reason and place."""
    return Trace(
        node_id=node_id,
        outcome=TraceOutcome.UNDECIDED,
        undecidable=Undecidable(
            kind=str(error.kind),
            reason=str(error.reason)[:_MAX_TEXT],
            path=error.path,
            line=error.line,
        ),
        calls=calls_of(error),
    )


def calls_of(error: BaseException) -> tuple[TraceCall, ...]:
    """The traced calls that an exception passed, outermost first."""
    return tuple(
        TraceCall(name=frame.code.qualname, path=frame.code.path, line=frame.line, depth=depth)
        for depth, frame in enumerate(frames_of(error))
    )


def text_of(value: Any) -> str:
    """Its text, whatever its own class makes of that."""
    try:
        return str(value)
    except BaseException:
        return "(no text)"
