"""What the tracer decides about a test, and what it knows of one that it leaves open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from patchcritic.domain import Citation, Fact, Label, Prediction, PSource, Witness
from patchcritic.domain.trace import Known, Trace, TraceOutcome

if TYPE_CHECKING:
    from patchcritic.pipeline.shown import Shown

P_RIGHT = 0.999
"""What a decision of the tracer is worth. It is no fact: the evaluator may differ from Python.
Without a wrong decision in n labelled cases the share of wrong ones is below 3/n with 95 %
confidence (rule of three); ``docs/tracer.md`` has the n."""
MAX_PREMISES = 5
"""Values at assertions that a prompt is told of, the last ones that were reached."""
_MAX_VALUE = 120
"""Characters of one value in a prompt."""
_TELLING = frozenset(
    {"clock", "random", "file-system", "environment", "network", "threads", "process",
     "third-party", "stdlib", "budget"}
)  # fmt: skip
"""Why a trace ended, where that says something of the test and not of the tracer."""


def predict(trace: Trace, shown: Shown) -> Prediction | None:
    """What a trace says as a prediction; None where it is undecided."""
    if trace.outcome is TraceOutcome.UNDECIDED:
        return None
    fails = trace.outcome is TraceOutcome.FAIL
    witness = _show_witness(trace.witness, shown) if trace.witness else None
    return Prediction(
        node_id=trace.node_id,
        label=Label.FAIL if fails else Label.PASS,
        p_pass=1 - P_RIGHT if fails else P_RIGHT,
        p_source=PSource.TRACE,
        rationale=_explain(trace, witness),
        witness=witness,
        citations=(Citation(path=witness.path, line=witness.line),)
        if witness and witness.path
        else (),
        critic="tracer",
        decided_by="tracer",
    )


def list_premises(trace: Trace, shown: Shown) -> tuple[Fact, ...]:
    """What is known of a test that a trace leaves open: values it reached, and where it ended."""
    if trace.undecidable is None:
        return ()
    facts = [_tell_value(trace, one) for one in trace.known[-MAX_PREMISES:]]
    end = trace.undecidable
    if end.path and end.kind in _TELLING:
        message = f"traced up to here without a failure; from here on it depends on: {end.reason}"
        facts.append(
            Fact(
                kind="traced-until",
                path=end.path,
                line=end.line,
                message=_cut(message),
                node_id=trace.node_id,
            )
        )
    return shown.show_facts(facts)


def _tell_value(trace: Trace, known: Known) -> Fact:
    holds = {True: "holds", False: "does not hold", None: "depends on something unknown"}
    sides = [f"{name} is {_cut(value)}" for name, value in
             (("left", known.left), ("right", known.right)) if value]  # fmt: skip
    message = f"traced: `{_cut(known.text)}` {holds[known.holds]}"
    return Fact(
        kind="traced-value",
        path=known.path,
        line=known.line,
        message=f"{message} ({', '.join(sides)})" if sides else message,
        node_id=trace.node_id,
    )


def _explain(trace: Trace, witness: Witness | None) -> str:
    steps = f"Traced {trace.n_steps:,} steps"
    if witness is None:
        n_held = sum(one.holds is True for one in trace.known)
        if not n_held:
            return f"{steps} to the end of the test; nothing fails."
        return f"{steps}; {n_held:,} assertion{'s hold' if n_held > 1 else ' holds'}."
    is_assertion = witness.assertion.startswith("assert")
    return f"{steps} to {'an assertion that does not hold' if is_assertion else 'an error'}."


def _show_witness(witness: Witness, shown: Shown) -> Witness:
    """The witness without secrets: its values were worked out from the plain tree."""
    redact = shown.redactor.redact
    return replace(
        witness,
        assertion=redact(witness.assertion),
        expected=redact(witness.expected),
        actual=redact(witness.actual),
    )


def _cut(text: str) -> str:
    return text if len(text) <= _MAX_VALUE else f"{text[: _MAX_VALUE - 1]}…"
