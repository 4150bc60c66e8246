"""The tracer's turn, between facts and critic: every Python test that facts leave open."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from patchcritic.pipeline.events import Event
from patchcritic.tracer.box import TracerSettings, trace_tests

if TYPE_CHECKING:
    from patchcritic.domain.trace import Trace
    from patchcritic.pipeline.events import Clock
    from patchcritic.pipeline.plan import Plan

TracerMode = Literal["auto", "on", "off"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracing:
    """How the tracer takes part in a run."""

    mode: TracerMode = "auto"
    """``auto`` is on, but for a stranger's change behind an incomplete wall."""
    is_foreign: bool = False
    """Whether the change comes from somebody who may not run anything on this machine."""
    settings: TracerSettings = field(default_factory=TracerSettings)


def trace_plan(plan: Plan, tracing: Tracing, clock: Clock) -> None:
    """Trace the plan's Python tests that facts leave open; nothing is started without one.

    Raises:
        KeyboardInterrupt: the user ended it; no process is left.
    """
    if tracing.mode == "off":
        return
    tests = [plan.analysis.tests[one.node_id] for one in plan.selected if plan.is_open(one)]
    if not tests:
        return
    n_total = len(tests)

    def note(trace: Trace) -> None:
        plan.traces[trace.node_id] = trace
        clock.on_event(Event(stage="trace", n_done=len(plan.traces), n_total=n_total))

    needs_wall = tracing.mode == "auto" and tracing.is_foreign
    with clock.stage("trace"):
        trace_tests(
            plan.analysis.snapshots,
            tests,
            settings=replace(tracing.settings, needs_wall=needs_wall),
            store=plan.analysis.index.store,
            failing_before=plan.analysis.failing_before,
            on_trace=note,
        )
