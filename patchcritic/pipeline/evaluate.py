"""The sentence the project is built around, as a function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.domain import Evaluation, NodeId, Prediction, Usage
from patchcritic.pipeline.analysis import analyse_change
from patchcritic.pipeline.events import Clock, ignore_events
from patchcritic.pipeline.judging import Answers, Result, ask_critic
from patchcritic.pipeline.places import find_witnesses
from patchcritic.pipeline.plan import Plan, budget_for, prompt_for
from patchcritic.pipeline.shown import note_redaction
from patchcritic.pipeline.tracing import TracerMode, Tracing, trace_plan
from patchcritic.prompts import prompt_digest
from patchcritic.redact import redact_nouns
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex
from patchcritic.verdict import (
    KnownTests,
    ProfileChoice,
    choose_threshold,
    decide_verdict,
    gate_evaluation,
    is_failing,
    verdict_without_change,
)
from patchcritic.verdict.combine import STRICT_AND

if TYPE_CHECKING:
    from patchcritic.domain import Baseline, Critic, Verdict
    from patchcritic.pipeline.change import ChangeUnderTest
    from patchcritic.pipeline.events import Listener
    from patchcritic.verdict import Profile


UNCALIBRATED = ProfileChoice(profile=None, note="")
"""What a critic of which nobody knows how often it is right is calibrated by."""


def evaluate_patch(
    repo: Path,
    change: ChangeUnderTest,
    critic: Critic,
    *,
    wanted: Sequence[str] = (),
    failing_before: Sequence[str] = (),
    threshold: float = 0.5,
    concurrency: int = 8,
    max_tests: int | None = None,
    fail_fast: bool = False,
    baseline: Baseline | None = None,
    tracer: TracerMode = "auto",
    index: SymbolIndex | None = None,
    on_event: Listener = ignore_events,
) -> Evaluation:
    """Predict, without executing anything, whether the repository's tests pass with the change.

    Args:
        repo: any folder inside the git repository; it is only read.
        change: what to judge.
        critic: asked about every test that neither facts nor the tracer decide; closed afterwards.
        wanted: node ids, files or folders; when given, only these tests are judged.
        failing_before: tests known to fail without the change; they are judged in any case.
        threshold: 0..1, the least ``p_pass`` with which a test counts as passing.
        concurrency: how many tests the critic is asked about at once.
        max_tests: judge only the best associated ones; the rest is listed in ``left_out``.
        fail_fast: stop once a failing test has decided; the rest is listed in ``left_out``.
        baseline: what is known to fail; ``Evaluation.gate`` says what is left without it.
        tracer: ``off`` leaves the tracer out; ``auto`` and ``on`` are the same for a caller who
            does not say that the change is a stranger's.
        index: the symbol index; one without a store when None.
        on_event: told of every stage and every answer.

    Raises:
        RepositoryProblem, PatchNotReadable, PatchDoesNotApply, UsageProblem: the input cannot be
            used; the message says which and why.
        ModelUnavailable: the critic cannot be asked at all.
    """
    clock = Clock(on_event)
    with Workspace.open(repo) as workspace:
        analysis = analyse_change(
            workspace,
            change,
            wanted=wanted,
            failing_before=failing_before,
            index=index or SymbolIndex(),
            clock=clock,
        )
        plan = Plan(analysis, budget=budget_for(critic), max_tests=max_tests)
        trace_plan(plan, Tracing(mode=tracer), clock)
        return judge_plan(
            plan,
            critic,
            threshold=threshold,
            concurrency=concurrency,
            fail_fast=fail_fast,
            baseline=baseline,
            clock=clock,
        )


def judge_plan(
    plan: Plan,
    critic: Critic,
    *,
    threshold: float,
    concurrency: int,
    fail_fast: bool = False,
    rule: str = STRICT_AND,
    calibration: ProfileChoice = UNCALIBRATED,
    max_false_accept: float | None = None,
    baseline: Baseline | None = None,
    keeps_ids: bool = False,
    clock: Clock,
) -> Evaluation:
    """Ask the critic about every test that the plan leaves open, and decide.

    ``calibration`` is what the critic was calibrated by; the rule and the threshold may need it.
    A failure that ``baseline`` has already decides nothing, and does not end the run early.
    What comes back holds no secrets that the analysis's redactor knows; with ``keeps_ids`` tests
    keep their ids, for callers that look them up before they show anything.
    Raises ``ModelUnavailable``, and ``UsageProblem`` as ``choose_threshold``.
    """
    analysis = plan.analysis
    threshold = choose_threshold(
        rule,
        threshold=threshold,
        profile=calibration.profile,
        max_false_accept=max_false_accept,
    )

    known = KnownTests(baseline.failing if baseline else (), analysis.patch)

    def decides(result: Result) -> bool:
        if not fail_fast or not isinstance(result, Prediction) or result.node_id in known:
            return False
        return is_failing(result, threshold=threshold, rule=rule)

    with clock.stage("judge"):
        answers = ask_critic(
            plan, critic, concurrency=concurrency, on_event=clock.on_event, decides=decides
        )
    unanswered = _unanswered(plan, answers)
    evaluation = Evaluation(
        verdict=_decide(
            plan,
            answers,
            n_unanswered=len(unanswered),
            threshold=threshold,
            rule=rule,
            profile=calibration.profile,
        ),
        predictions=answers.predictions,
        failures=answers.failures,
        associations=analysis.associations,
        left_out=plan.left_out + unanswered,
        unaffected=analysis.n_unaffected,
        facts=(*plan.facts, *answers.facts),
        warnings=(*analysis.warnings, *note_redaction(analysis.shown.redactor, plan.redacted)),
        usage=sum((item.usage for item in answers.results.values()), start=Usage()),
        model=critic.name,
        prompt_digest=prompt_digest(prompt_for(critic)),
        patch=analysis.shown.patch,
        changed=analysis.changed,
        seconds=clock.seconds,
        dropped=answers.dropped,
        calibration=calibration.note,
        is_interrupted=answers.is_interrupted,
        places={one.node_id: analysis.tests[one.node_id].span for one in plan.selected},
        witnessed=find_witnesses(answers.predictions, analysis.shown.snapshots.patched),
        is_fail_fast=answers.is_decided and bool(unanswered),
    )
    if baseline is not None:
        gate = gate_evaluation(evaluation, baseline, profile=calibration.profile)
        evaluation = replace(evaluation, gate=gate)
    return redact_nouns(evaluation, analysis.shown.redactor, keeps_ids=keeps_ids)


def _unanswered(plan: Plan, answers: Answers) -> tuple[NodeId, ...]:
    """The tests that an early end came before."""
    return tuple(
        association.node_id
        for place, association in enumerate(plan.selected)
        if place not in answers.results
    )


def _decide(
    plan: Plan,
    answers: Answers,
    *,
    n_unanswered: int,
    threshold: float,
    rule: str,
    profile: Profile | None,
) -> Verdict:
    if not plan.analysis.changes_behaviour and not plan.analysis.associations:
        return verdict_without_change(threshold=threshold)
    return decide_verdict(
        answers.predictions,
        n_failures=len(answers.failures) + (0 if answers.is_decided else n_unanswered),
        n_left_out=len(plan.left_out) + (n_unanswered if answers.is_decided else 0),
        threshold=threshold,
        rule=rule,
        profile=profile,
    )
