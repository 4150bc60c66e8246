"""From a configuration to a plan and a verdict: what eval, the Action and the hooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.pipeline import (
    Plan,
    Tracing,
    analyse_change,
    budget_for,
    judge_plan,
    trace_plan,
)
from patchcritic.redact import Redactor

if TYPE_CHECKING:
    from patchcritic.config import Config
    from patchcritic.domain import Baseline, Critic, Evaluation, Patch
    from patchcritic.pipeline import ChangeUnderTest, Clock
    from patchcritic.snapshot import Workspace
    from patchcritic.symbols import SymbolIndex
    from patchcritic.verdict import ProfileChoice


def plan_change(
    workspace: Workspace,
    change: ChangeUnderTest,
    critic: Critic,
    config: Config,
    *,
    index: SymbolIndex,
    clock: Clock,
    is_foreign: bool,
    wanted: tuple[str, ...] = (),
    failing_before: tuple[str, ...] = (),
    reference: Patch | None = None,
) -> Plan:
    """Find the tests, trace them, and plan what the critic is asked, as configured.

    ``is_foreign`` is whether the change is a stranger's. Raises what ``analyse_change`` raises.
    """
    analysis = analyse_change(
        workspace,
        change,
        wanted=wanted,
        failing_before=failing_before,
        index=index,
        clock=clock,
        redactor=Redactor(is_on=config.redact),
    )
    plan = Plan(
        analysis,
        budget=config.context_budget or budget_for(critic),
        mode=config.context,
        max_tests=config.max_tests,
        reference=reference,
        sees_images=getattr(critic, "sees_images", False),
    )
    trace_plan(plan, Tracing(mode=config.tracer, is_foreign=is_foreign), clock)
    return plan


def judge_as_configured(
    plan: Plan,
    critic: Critic,
    config: Config,
    clock: Clock,
    calibration: ProfileChoice,
    baseline: Baseline | None = None,
) -> Evaluation:
    """Ask about every test of a plan and decide. Raises what ``judge_plan`` raises."""
    return judge_plan(
        plan,
        critic,
        threshold=config.threshold,
        concurrency=config.concurrency,
        fail_fast=config.fail_fast,
        rule=config.rule,
        calibration=calibration,
        max_false_accept=config.max_false_accept,
        baseline=baseline,
        clock=clock,
    )
