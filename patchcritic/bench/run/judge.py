"""From a task to what every arm says of every submission: the work of one worker."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from patchcritic.bench.run.asking import ask_arm
from patchcritic.bench.run.case import Case, prepare_case
from patchcritic.bench.run.critics import CriticPool, Wallet
from patchcritic.bench.run.instance_report import report_evaluation, report_unapplied
from patchcritic.bench.run.matching import NameIndex
from patchcritic.bench.run.nouns import Arm, Judged, MakeCritic, Options, Task, Work
from patchcritic.bench.run.outcomes import Outcomes
from patchcritic.bench.run.results import Answered, make_results, make_skips, make_unapplied
from patchcritic.domain import Patch
from patchcritic.errors import (
    ModelUnavailable,
    PatchDoesNotApply,
    PatchNotReadable,
    RepositoryProblem,
    UsageProblem,
)
from patchcritic.pipeline import (
    Analysis,
    ChangeUnderTest,
    Clock,
    analyse_change,
)
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """Works off tasks; it is what an engine sends to its workers, so it holds only values."""

    options: Options
    make_critic: MakeCritic
    wallet: Wallet

    def __call__(self, task: Task) -> Iterator[Judged]:
        """One result per submission. Raises ``ModelUnavailable``, which ends the whole run."""
        try:
            case = prepare_case(task.instance)
        except PatchNotReadable as error:
            reason = f"its test patch cannot be read: {error}"
            yield from (make_skips(task.instance, work, "unusable", reason) for work in task.works)
            return
        try:
            with Workspace.open(task.repo) as workspace, _open_index(self.options) as index:
                critics = CriticPool(self.make_critic, self.wallet)
                room = _Room(self.options, case, workspace, index, critics)
                with closing(room):
                    yield from map(room.judge, task.works)
        except RepositoryProblem as error:
            reason = str(error)
            yield from (
                make_skips(task.instance, work, "no-repository", reason) for work in task.works
            )


@contextmanager
def _open_index(options: Options) -> Iterator[SymbolIndex]:
    """One index for all submissions of an instance: most of their files are the same."""
    if not options.is_cached:
        yield SymbolIndex()
        return
    from patchcritic.cache import IndexStore

    with closing(IndexStore()) as store:
        index = SymbolIndex(store)
        yield index
        index.save()


@dataclass(slots=True)
class _Room:
    """An open repository with one instance in it."""

    options: Options
    case: Case
    workspace: Workspace
    index: SymbolIndex
    critics: CriticPool

    def close(self) -> None:
        asyncio.run(self.critics.close())

    def judge(self, work: Work) -> Judged:
        """What the arms say of a submission; what goes wrong with it alone is a note."""
        instance = self.case.instance
        try:
            return self._judge(work)
        except RepositoryProblem as error:
            return make_skips(instance, work, "no-commit", str(error))
        except ModelUnavailable:
            raise
        except UsageProblem as error:
            return make_skips(instance, work, "unusable", str(error))
        except Exception as error:
            if os.environ.get("PATCHCRITIC_DEBUG"):
                raise
            reason = f"internal error: {type(error).__name__}: {error}"
            return make_skips(instance, work, "internal", reason)

    def _judge(self, work: Work) -> Judged:
        wanted, failing = self._name_tests(work)
        if not wanted and self.options.tests != "all":
            reason = f"no test is listed for it, and --tests {self.options.tests} needs some"
            return make_skips(self.case.instance, work, "no-tests", reason)
        try:
            candidate = self.case.read_candidate(work.submission.model_patch)
        except PatchNotReadable as error:
            return self._give_up(work, error)
        clock = Clock()
        try:
            analysis = analyse_change(
                self.workspace,
                self._make_change(candidate),
                wanted=wanted,
                failing_before=failing,
                is_strict=False,
                index=self.index,
                clock=clock,
            )
        except PatchDoesNotApply as error:
            if candidate is None or self._fits(candidate):
                raise UsageProblem(f"the test patch: {error}") from None
            return self._give_up(work, error)
        answered: dict[Arm, Answered] = {}
        for arm in work.arms:
            one = self._ask(arm, analysis, work, Clock(seconds=dict(clock.seconds)))
            if one.evaluation.n_over_budget:
                break
            answered[arm] = one
        return make_results(
            self.case,
            work,
            Outcomes(self.case, work),
            analysis,
            answered,
            missing=self._find_missing(analysis),
        )

    def _ask(self, arm: Arm, analysis: Analysis, work: Work, clock: Clock) -> Answered:
        critic = self.critics.give(arm)
        evaluation = ask_arm(critic, arm, analysis, self.options, clock)
        self.critics.wallet.pay(evaluation.usage)
        report = report_evaluation(
            self.case, evaluation, tests=self.options.tests, exists=_has_patch(work)
        )
        return Answered(evaluation=evaluation, noted=critic.noted, report=report)

    def _give_up(self, work: Work, error: Exception) -> Judged:
        report = report_unapplied(self.case, exists=_has_patch(work), message=str(error))
        return make_unapplied(self.case, work, Outcomes(self.case, work), report, str(error))

    def _make_change(self, candidate: Patch | None) -> ChangeUnderTest:
        base, tests = self.case.instance.base_commit, self.case.test_patch
        return ChangeUnderTest(old=base, patch=candidate, test_patch=tests)

    def _fits(self, candidate: Patch) -> bool:
        base = self.workspace.resolve(self.case.instance.base_commit)
        try:
            self.workspace.apply(base, candidate)
        except PatchDoesNotApply:
            return False
        return True

    def _name_tests(self, work: Work) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The tests that are wanted, and those of them that fail without the candidate."""
        if self.options.tests == "all":
            return (), ()
        failing = tuple(name for names in self.case.fail_to_pass.values() for name in names)
        if self.options.tests == "f2p":
            others = (name for names in self.case.pass_to_pass.values() for name in names)
            return (*failing, *others), failing
        wanted = tuple(str(pair.node_id) for pair in work.labels)
        labelled = NameIndex(dict.fromkeys(wanted, True))
        return wanted, tuple(name for name in failing if labelled.find(name))

    def _find_missing(self, analysis: Analysis) -> tuple[str, ...]:
        """The wanted tests, as the dataset spells them, of which no spelling is in the tree."""
        absent = frozenset(analysis.unmatched)
        if self.options.tests == "labelled":
            return tuple(sorted(absent))
        listed = self.case.fail_to_pass | self.case.pass_to_pass
        return tuple(name for name, names in listed.items() if names and absent.issuperset(names))


def _has_patch(work: Work) -> bool:
    return bool(work.submission.model_patch.strip())
