"""From evaluations to rows: predictions beside outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from patchcritic.bench.run.case import Case
from patchcritic.bench.run.nouns import NOT_APPLIED, Arm, Judged, Work
from patchcritic.bench.run.outcomes import Outcomes
from patchcritic.domain import (
    CriticFailure,
    Evaluation,
    Instance,
    Label,
    NodeId,
    Prediction,
    PSource,
    VerdictLabel,
)
from patchcritic.domain.benchmark import PatchResult, TestResult
from patchcritic.pipeline import Analysis
from patchcritic.verdict import measure_answer, measure_test

EVEN_ODDS = 0.5
PASSING_TROUBLE = ("provider", "timeout")
"""Failures that another try may not meet."""
NO_ANSWER = "no-answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What one arm made of a submission."""

    evaluation: Evaluation
    noted: Mapping[NodeId, Mapping[str, float]]
    """Measures of what was asked, by test."""
    report: Mapping[str, Any]


def make_skips(instance: Instance, work: Work, kind: str, reason: str) -> Judged:
    """The rows of a submission that no arm could judge; ``kind`` is what skips are counted by."""
    name = work.submission.model_name_or_path
    return Judged(
        instance_id=instance.instance_id,
        submission=name,
        patches=tuple(
            PatchResult(
                arm=arm.name,
                instance_id=instance.instance_id,
                repo=instance.repo,
                submission=name,
                verdict=VerdictLabel.UNCERTAIN,
                p_pass=EVEN_ODDS,
                rule="",
                error=kind,
            )
            for arm in work.arms
        ),
        note=f"{instance.instance_id}, {name}: {reason}",
    )


def make_unapplied(
    case: Case, work: Work, outcomes: Outcomes, report: Mapping[str, Any], reason: str
) -> Judged:
    """The rows of a patch that the base does not take: no arm need be asked, it resolves
    nothing."""
    instance, name = case.instance, work.submission.model_name_or_path
    return Judged(
        instance_id=instance.instance_id,
        submission=name,
        patches=tuple(
            PatchResult(
                arm=arm.name,
                instance_id=instance.instance_id,
                repo=instance.repo,
                submission=name,
                verdict=VerdictLabel.FAIL,
                p_pass=0.0,
                rule=NOT_APPLIED,
                is_resolved=bool(outcomes.is_resolved),
            )
            for arm in work.arms
        ),
        reports={arm.name: report for arm in work.arms},
        note=f"{instance.instance_id}, {name}: {reason}",
    )


def make_results(
    case: Case,
    work: Work,
    outcomes: Outcomes,
    analysis: Analysis,
    answered: Mapping[Arm, Answered],
    *,
    missing: Sequence[str] = (),
) -> Judged:
    """The rows of a submission, tests in the order of their ids; ``missing`` are those that were
    wanted and are not in the tree."""
    instance, name = case.instance, work.submission.model_name_or_path
    patches: list[PatchResult] = []
    tests: list[TestResult] = []
    for arm, one in answered.items():
        maker = _RowMaker(arm=arm.name, instance=instance, submission=name, outcomes=outcomes)
        patches.append(maker.make_patch(one.evaluation, n_missing=len(missing)))
        tests += maker.make_tests(one, analysis)
    return Judged(
        instance_id=instance.instance_id,
        submission=name,
        patches=tuple(patches),
        tests=tuple(tests),
        reports={arm.name: one.report for arm, one in answered.items()},
        note=(
            f"{instance.instance_id}, {name}: {len(missing)} of the wanted tests are not in the "
            f"tree, such as {missing[0]}"
            if missing
            else ""
        ),
        is_over_budget=len(answered) < len(work.arms),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _RowMaker:
    arm: str
    instance: Instance
    submission: str
    outcomes: Outcomes

    def make_patch(self, evaluation: Evaluation, *, n_missing: int) -> PatchResult:
        verdict = evaluation.verdict
        lost = sorted({one.kind for one in evaluation.failures} & set(PASSING_TROUBLE))
        return PatchResult(
            arm=self.arm,
            instance_id=self.instance.instance_id,
            repo=self.instance.repo,
            submission=self.submission,
            verdict=verdict.label,
            p_pass=verdict.p_pass,
            rule=verdict.rule,
            is_resolved=self.outcomes.is_resolved,
            n_tests=len(evaluation.associations),
            n_failures=len(evaluation.failures) + n_missing,
            seconds={name: round(value, 4) for name, value in evaluation.seconds.items()},
            usage=evaluation.usage,
            error=f"{NO_ANSWER}: {', '.join(lost)}" if lost else "",
        )

    def make_tests(self, answered: Answered, analysis: Analysis) -> Iterator[TestResult]:
        evaluation = answered.evaluation
        associations = {one.node_id: one for one in evaluation.associations}
        answers: list[Prediction | CriticFailure] = [
            *evaluation.predictions,
            *evaluation.failures,
        ]
        for answer in sorted(answers, key=lambda one: str(one.node_id)):
            association = associations[answer.node_id]
            is_answered = isinstance(answer, Prediction)
            one = answer if isinstance(answer, Prediction) else _abstain(answer)
            features = {
                **measure_test(analysis.tests[one.node_id], association, evaluation.changed),
                **answered.noted.get(one.node_id, {}),
                **(measure_answer(one) if is_answered else {"is_failure": 1.0}),
            }
            yield TestResult(
                arm=self.arm,
                instance_id=self.instance.instance_id,
                repo=self.instance.repo,
                submission=self.submission,
                node_id=str(one.node_id),
                label=one.label,
                p_pass=one.p_pass,
                p_raw=one.p_pass if one.p_raw is None else one.p_raw,
                p_source=one.p_source,
                decided_by=one.decided_by,
                status=self.outcomes.status_of(one.node_id),
                base_status=self.outcomes.base_status_of(one.node_id),
                is_reached=association.kind != "explicit",
                features=features,
                opinions=one.opinions,
                prompt_digest=evaluation.prompt_digest,
                usage=one.usage,
            )


def _abstain(failure: CriticFailure) -> Prediction:
    """A test without an answer, as a row has it; ``is_failure`` among its features tells."""
    return Prediction(
        node_id=failure.node_id,
        label=Label.ABSTAIN,
        p_pass=EVEN_ODDS,
        p_source=PSource.VERBALISED,
        rationale=failure.message,
        critic=failure.critic,
        usage=failure.usage,
    )
