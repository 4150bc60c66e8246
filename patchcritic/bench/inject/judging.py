"""What every arm flags in a faulty case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from patchcritic.bench.inject.nouns import FaultyCase, FlaggedPlace, InjectRow
from patchcritic.bench.inject.places import find_changed, find_flagged
from patchcritic.bench.metrics import PREFIX, jaccard
from patchcritic.bench.run import Arm, Options
from patchcritic.bench.run.asking import ask_arm
from patchcritic.bench.run.case import Case
from patchcritic.bench.run.critics import CriticPool
from patchcritic.diff import parse_patch
from patchcritic.domain import Evaluation, Label
from patchcritic.errors import UsageProblem
from patchcritic.pipeline import (
    Analysis,
    ChangeUnderTest,
    Clock,
    analyse_change,
)
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex

ALL_LINES = f"{PREFIX}all changed lines"
"""What points at every line that the patch changes: the reference and the faults alike."""


class BudgetSpent(Exception):
    """The money ended before a case was judged."""


class NoTests(UsageProblem):
    """No test reaches the change, so no critic is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseJudge:
    """Asks arms about the faulty cases of one repository."""

    workspace: Workspace
    index: SymbolIndex
    options: Options
    critics: CriticPool
    tolerance: int

    def judge(self, case: Case, faulty: FaultyCase, arms: tuple[Arm, ...]) -> Iterator[InjectRow]:
        """The baseline's row, then one of each arm.

        Raises:
            NoTests: nobody is asked.
            BudgetSpent: the rows that were given before are whole.
        """
        change = ChangeUnderTest(
            old=case.instance.base_commit,
            patch=parse_patch(faulty.patch),
            test_patch=case.test_patch,
        )
        clock = Clock()
        analysis = analyse_change(self.workspace, change, index=self.index, clock=clock)
        if not analysis.associations:
            raise NoTests("no test reaches the change")
        yield self._make_row(case, faulty, ALL_LINES, find_changed(analysis.patch))
        for arm in arms:
            evaluation = self._ask(arm, analysis, Clock(seconds=dict(clock.seconds)))
            flagged = find_flagged(evaluation.predictions)
            yield self._make_row(case, faulty, arm.name, flagged, evaluation)

    def _ask(self, arm: Arm, analysis: Analysis, clock: Clock) -> Evaluation:
        critic = self.critics.give(arm)
        evaluation = ask_arm(critic, arm, analysis, self.options, clock)
        self.critics.wallet.pay(evaluation.usage)
        if evaluation.n_over_budget:
            raise BudgetSpent
        return evaluation

    def _make_row(
        self,
        case: Case,
        faulty: FaultyCase,
        arm: str,
        flagged: tuple[FlaggedPlace, ...],
        evaluation: Evaluation | None = None,
    ) -> InjectRow:
        injected = (one.place for one in faulty.faults)
        row = InjectRow(
            instance_id=case.instance.instance_id,
            case=faulty.name,
            arm=arm,
            repo=case.instance.repo,
            faults=faulty.faults,
            flagged=flagged,
            jaccard=jaccard(flagged, injected, tolerance=self.tolerance),
        )
        return row if evaluation is None else _add_answers(row, evaluation)


def _add_answers(row: InjectRow, evaluation: Evaluation) -> InjectRow:
    return replace(
        row,
        n_tests=len(evaluation.associations),
        n_failing=sum(one.label is Label.FAIL for one in evaluation.predictions),
        n_unanswered=len(evaluation.failures),
        verdict=str(evaluation.verdict.label),
        cost_usd=evaluation.usage.cost_usd,
    )
