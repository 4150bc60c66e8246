"""One arm asked about one change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.pipeline import Plan, Tracing, budget_for, judge_plan, trace_plan

if TYPE_CHECKING:
    from patchcritic.bench.run.noting import NotingCritic
    from patchcritic.bench.run.nouns import Arm, Options
    from patchcritic.domain import Evaluation
    from patchcritic.pipeline import Analysis, Clock


def ask_arm(
    critic: NotingCritic, arm: Arm, analysis: Analysis, options: Options, clock: Clock
) -> Evaluation:
    """What the arm says of a change; planning is timed as a stage of its own.

    Raises ``KeyboardInterrupt`` when the user ended it early: half an evaluation is no row.
    """
    with clock.stage("plan"):
        plan = Plan(
            analysis,
            budget=options.context_budget or budget_for(critic),
            mode=arm.context,
            max_tests=options.max_tests,
            sees_images=critic.sees_images,
        )
    trace_plan(plan, Tracing(mode=arm.tracer), clock)
    evaluation = judge_plan(
        plan,
        critic,
        threshold=options.threshold,
        concurrency=options.concurrency,
        keeps_ids=True,  # outcomes are looked up by them
        clock=clock,
    )
    if evaluation.is_interrupted:
        raise KeyboardInterrupt
    return evaluation
