"""What one test's trace consists of, as a reader goes through it: calls inside calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from patchcritic.reports.json_text import write_json
from patchcritic.reports.pages import render_page
from patchcritic.reports.sanitise import make_one_line, make_printable

if TYPE_CHECKING:
    from patchcritic.domain.trace import Known, Trace
    from patchcritic.tracer.box import TraceEvent

MAX_SHOWN = 400
"""Lines of calls on a terminal; the page and the JSON have all."""
MAX_DEPTH = 100
"""Calls inside each other that are shown; what is deeper is left out."""
_WIDTH = 160
"""Characters of one call on a terminal."""


@dataclass(slots=True, kw_only=True)
class Call:
    """One call with what happened inside it."""

    event: TraceEvent
    end: TraceEvent | None = None
    """How it ended; None where the trace ended first."""
    inside: list[Call | Known] = field(default_factory=list)

    @property
    def head(self) -> str:
        """The call as one line."""
        return f"{self.event.name}({self.event.text})"

    @property
    def result(self) -> str:
        """What came of it."""
        if self.end is None:
            return "not left"
        return f"{'raises' if self.end.kind == 'raise' else 'gives'} {self.end.text}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One test, traced and recorded."""

    trace: Trace
    events: tuple[TraceEvent, ...]

    @classmethod
    def of(cls, found: tuple[Trace, tuple[TraceEvent, ...]]) -> Recorded:
        """What ``record_tests`` gives."""
        return cls(trace=found[0], events=found[1])

    @property
    def steps(self) -> list[Call | Known]:
        """The outermost calls, and assertions outside any, in order."""
        return nest(self.events, self.trace.known)


def nest(events: tuple[TraceEvent, ...], known: tuple[Known, ...]) -> list[Call | Known]:
    """Calls inside the calls that made them, each assertion where it was reached."""
    top: list[Call | Known] = []
    open_calls: list[Call] = []
    n_placed = 0

    def place(until: int) -> None:
        nonlocal n_placed
        inside = open_calls[-1].inside if open_calls else top
        inside += known[n_placed:until]
        n_placed = max(n_placed, until)

    for event in events:
        place(event.n_known)
        if event.depth >= MAX_DEPTH:
            continue
        if event.kind == "call":
            call = Call(event=event)
            (open_calls[-1].inside if open_calls else top).append(call)
            open_calls.append(call)
        elif open_calls:
            open_calls.pop().end = event
    place(len(known))
    return top


def describe_end(trace: Trace) -> str:
    """How a trace ended, in one sentence."""
    if trace.undecidable is not None:
        why = trace.undecidable
        place = f" at {why.path}:{why.line}" if why.path else ""
        return f"not decided{place} ({why.kind}): {why.reason}"
    if trace.witness is not None:
        place = f" at {trace.witness.path}:{trace.witness.line}" if trace.witness.path else ""
        return f"fails{place}: {trace.witness.assertion}"
    return "passes: the test ran to its end and nothing failed"


def describe_known(known: Known) -> str:
    """An assertion with the values that it compared."""
    holds = {True: "holds", False: "does not hold", None: "is not known"}[known.holds]
    sides = [one for one in (known.left, known.right) if one]
    values = f": {' and '.join(sides)}" if sides else ""
    return f"{known.text}  {holds}{values}"


def as_document(recorded: Recorded) -> dict[str, Any]:
    """One test as plain values."""
    trace = recorded.trace
    return {
        "node_id": str(trace.node_id),
        "outcome": trace.outcome.value,
        "end": describe_end(trace),
        "witness": None if trace.witness is None else _plain(trace.witness),
        "undecidable": None if trace.undecidable is None else _plain(trace.undecidable),
        "n_steps": trace.n_steps,
        "seconds": trace.seconds,
        "steps": [_step(one) for one in recorded.steps],
        "paths_read": list(trace.paths_read),
    }


def _step(one: Call | Known) -> dict[str, Any]:
    if not isinstance(one, Call):
        return {"kind": "assertion", **_plain(one)}
    return {
        "kind": "call",
        "name": one.event.name,
        "path": one.event.path,
        "line": one.event.line,
        "arguments": one.event.text,
        "ends": None if one.end is None else one.end.kind,
        "result": None if one.end is None else one.end.text,
        "inside": [_step(inner) for inner in one.inside],
    }


def _plain(noun: Any) -> dict[str, Any]:
    return asdict(noun)


def walk(steps: list[Call | Known]) -> Iterator[tuple[str, Call | Known | None]]:
    """The steps flat, for a template: ``open`` and ``close`` of calls, and ``known``."""
    for step in steps:
        if not isinstance(step, Call):
            yield "known", step
            continue
        yield "open", step
        yield from walk(step.inside)
        yield "close", None


def render_traces(recorded: Sequence[Recorded], format_name: str, *, tree: str) -> str:
    """The traces for a terminal (``console``), for a program (``json``), or as a page (``html``).

    ``tree`` says which tree they are of.
    """
    if format_name == "json":
        return write_json({"tree": tree, "tests": [as_document(one) for one in recorded]})
    if format_name == "html":
        items = [(one, list(walk(one.steps)), describe_end(one.trace)) for one in recorded]
        return render_page("traces.html.j2", items=items, tree=tree, describe_known=describe_known)
    return "\n\n".join("\n".join(write_lines(one)) for one in recorded) + "\n"


def write_lines(recorded: Recorded) -> Iterator[str]:
    """One test for a terminal."""
    trace = recorded.trace
    yield make_one_line(f"{trace.outcome.value.upper()}  {trace.node_id}")
    lines = [line for step in recorded.steps for line in _lines_of(step, 1)]
    yield from lines[:MAX_SHOWN]
    if len(lines) > MAX_SHOWN:
        yield f"  … {len(lines) - MAX_SHOWN:,} lines more; --format json or html has them"
    yield f"  {make_one_line(describe_end(trace), 2 * _WIDTH)}"
    witness = trace.witness
    sides = (("expected", witness.expected), ("actual", witness.actual)) if witness else ()
    for name, value in sides:
        if value:
            yield f"    {name}  {make_one_line(value, _WIDTH)}"
    yield f"  {trace.n_steps:,} steps, {trace.seconds * 1000:,.1f} ms"


def _lines_of(step: Call | Known, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if not isinstance(step, Call):
        yield f"{indent}{make_one_line(describe_known(step), _WIDTH)}  {_place(step)}"
        return
    head = make_one_line(f"{step.head}  {step.result}", _WIDTH)
    yield f"{indent}{head}  {_place(step.event)}"
    for inner in step.inside:
        yield from _lines_of(inner, depth + 1)


def _place(noun: Known | TraceEvent) -> str:
    return make_printable(f"{noun.path}:{noun.line}")
