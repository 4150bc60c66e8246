"""A run over a dataset: cases made and judged one after the other, rows to the store."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from patchcritic.bench.inject.judging import ALL_LINES, BudgetSpent, CaseJudge, NoTests
from patchcritic.bench.inject.making import CaseMaker
from patchcritic.bench.inject.nouns import FaultyCase
from patchcritic.bench.inject.store import InjectStore
from patchcritic.bench.run import Arm, Listener, MakeCritic, Options, Progress, Repositories, Wallet
from patchcritic.bench.run.case import Case, prepare_case
from patchcritic.bench.run.critics import CriticPool
from patchcritic.datasets import Skipped
from patchcritic.domain import Instance
from patchcritic.errors import ModelUnavailable, RepositoryProblem, UsageProblem
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex


@dataclass(slots=True, kw_only=True)
class Injection:
    """How a run puts faults in and who is asked about them; counts what was left out."""

    arms: tuple[Arm, ...]
    options: Options
    make_critic: MakeCritic
    wallet: Wallet
    repositories: Repositories
    index: SymbolIndex
    seed: int
    max_faults: int
    n_cases: int
    tolerance: int
    skipped: Counter[str] = field(default_factory=Counter)
    """Reason -> instances or cases that gave no row."""

    @contextmanager
    def open(self, instance: Instance) -> Iterator[tuple[CaseMaker, CaseJudge]]:
        """The instance's repository, with what makes and judges its cases.

        Raises ``RepositoryProblem`` when there is none.
        """
        repo = self.repositories.find(instance)
        if isinstance(repo, Skipped):
            raise RepositoryProblem(repo.reason)
        critics = CriticPool(self.make_critic, self.wallet)
        with Workspace.open(repo) as workspace:
            maker = CaseMaker(
                workspace=workspace,
                index=self.index,
                seed=self.seed,
                max_faults=self.max_faults,
                n_cases=self.n_cases,
            )
            judge = CaseJudge(
                workspace=workspace,
                index=self.index,
                options=self.options,
                critics=critics,
                tolerance=self.tolerance,
            )
            try:
                yield maker, judge
            finally:
                asyncio.run(critics.close())


def inject_all(
    instances: Iterable[Instance], run: Injection, *, store: InjectStore, listen: Listener
) -> Progress:
    """Make and judge what the store does not have yet.

    What goes wrong with one instance is a note and counted in ``run.skipped``. Raises
    ``ModelUnavailable``, which ends the whole run.
    """
    found = tuple(instances)
    progress = Progress(n_instances=len(found))
    for instance in found:
        if not _is_done(instance, run, store):
            try:
                _inject_one(instance, run, store, progress)
            except BudgetSpent:
                progress.is_over_budget = True
            except ModelUnavailable:
                raise
            except RepositoryProblem as error:
                _skip(instance, run, progress, "no-repository", str(error))
            except UsageProblem as error:
                _skip(instance, run, progress, "unusable", str(error))
            except Exception as error:
                if os.environ.get("PATCHCRITIC_DEBUG"):
                    raise
                reason = f"internal error: {type(error).__name__}: {error}"
                _skip(instance, run, progress, "internal", reason)
        progress.n_done += not progress.is_over_budget
        listen(progress)
        if progress.is_over_budget:
            break
    return progress


def _inject_one(instance: Instance, run: Injection, store: InjectStore, progress: Progress) -> None:
    case = prepare_case(instance)
    n_made = 0
    with run.open(instance) as (maker, judge):
        for faulty in maker.make(case):
            n_made += 1
            try:
                _judge_one(case, faulty, run, judge, store, progress)
            except NoTests as error:
                _skip(instance, run, progress, "no-tests", f"{faulty.name}: {error}")
    if not n_made:
        reason = "no function that is changed, and that a test reaches, can be given a fault"
        _skip(instance, run, progress, "no-fault", reason)


def _judge_one(
    case: Case,
    faulty: FaultyCase,
    run: Injection,
    judge: CaseJudge,
    store: InjectStore,
    progress: Progress,
) -> None:
    key = (case.instance.instance_id, faulty.name)
    arms = tuple(arm for arm in run.arms if (*key, arm.name) not in store.rows)
    if not arms:
        return
    for row in judge.judge(case, faulty, arms):
        store.add([row])
        if row.arm != ALL_LINES:
            progress.n_judged += 1
            known = progress.cost_usd is not None and row.cost_usd is not None
            progress.cost_usd = (progress.cost_usd or 0) + (row.cost_usd or 0) if known else None


def _is_done(instance: Instance, run: Injection, store: InjectStore) -> bool:
    """Whether the store has every case; where an instance gives fewer, they are made once more."""
    return all(
        (instance.instance_id, f"inject-{number:02}", arm.name) in store.rows
        for number in range(1, run.n_cases + 1)
        for arm in run.arms
    )


def _skip(instance: Instance, run: Injection, progress: Progress, kind: str, reason: str) -> None:
    run.skipped[kind] += 1
    progress.n_skipped += 1
    known = reason.startswith(instance.instance_id)
    progress.notes.append(reason if known else f"{instance.instance_id}: {reason}")
