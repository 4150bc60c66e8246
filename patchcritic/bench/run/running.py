"""A run: tasks to an engine, what comes back to the store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from patchcritic.bench.engines import Engine, Lost
from patchcritic.bench.run.judge import Judge
from patchcritic.bench.run.nouns import Arm, Judged, Task, Work
from patchcritic.bench.run.repositories import Repositories
from patchcritic.bench.run.results import make_skips
from patchcritic.bench.run.selection import Selection
from patchcritic.bench.run.store import Key
from patchcritic.datasets import Skipped
from patchcritic.domain import Instance


@dataclass(slots=True)
class Progress:
    """How far a run has come; the same object is told again and again."""

    n_instances: int
    n_done: int = 0
    """Instances of which every submission is judged."""
    n_judged: int = 0
    """Submissions judged now."""
    n_skipped: int = 0
    cost_usd: float | None = 0.0
    """None when a model has no known price."""
    notes: list[str] = field(default_factory=list)
    """Lines for stderr that nobody has printed yet."""
    is_over_budget: bool = False


Listener = Callable[[Progress], None]


class Sink(Protocol):
    """Where what was judged goes: a ``RunStore``, or something that only counts."""

    @property
    def done(self) -> frozenset[Key]:
        """What need not be judged again."""

    def add(self, judged: Judged) -> None:
        """Keep what came of a submission."""


def run_arms(
    selection: Selection,
    arms: Sequence[Arm],
    *,
    judge: Judge,
    engine: Engine,
    repositories: Repositories,
    store: Sink,
    listen: Listener,
) -> Progress:
    """Judge what the store does not have yet; rows stream into it.

    Raises:
        ModelUnavailable: a model cannot be asked at all; what was judged before is kept.
    """
    progress = Progress(n_instances=len(selection.instances))
    run = _Run(selection, tuple(arms), repositories, store, progress, listen)
    results = engine.map(judge, run.make_tasks())
    try:
        for result in results:
            if isinstance(result, Lost):
                run.lose(result.task, result.reason)
                continue
            run.take(result)
            if progress.is_over_budget:
                break
    finally:
        results.close()
    listen(progress)
    return progress


@dataclass(slots=True)
class _Run:
    selection: Selection
    arms: tuple[Arm, ...]
    repositories: Repositories
    store: Sink
    progress: Progress
    listen: Listener
    open: Counter[str] = field(default_factory=Counter)
    """Instance -> submissions that are still out."""

    def make_tasks(self) -> Iterator[Task]:
        """One per instance that has something left to do, made when there is room for it."""
        for instance in self.selection.instances:
            works = tuple(self._find_works(instance))
            if not works:
                self.progress.n_done += 1
                continue
            self.open[instance.instance_id] = len(works)
            repo = self.repositories.find(instance)
            if isinstance(repo, Skipped):
                for number, work in enumerate(works):
                    judged = make_skips(instance, work, "no-repository", repo.reason)
                    self.take(judged, is_quiet=number > 0)
                continue
            yield Task(instance=instance, repo=repo, works=works)

    def lose(self, task: Task, reason: str) -> None:
        """Skip a task that no worker came through with."""
        for number, work in enumerate(task.works):
            self.take(make_skips(task.instance, work, "lost", reason), is_quiet=number > 0)

    def take(self, judged: Judged, *, is_quiet: bool = False) -> None:
        """Keep what came of a submission, and tell."""
        self.store.add(judged)
        progress = self.progress
        if judged.note and not is_quiet:
            progress.notes.append(judged.note)
        progress.is_over_budget |= judged.is_over_budget
        is_skipped = any(row.error and not row.rule for row in judged.patches)
        progress.n_skipped += is_skipped
        progress.n_judged += bool(judged.patches) and not is_skipped
        for row in judged.patches:
            cost = row.usage.cost_usd
            known = progress.cost_usd is not None and cost is not None
            progress.cost_usd = (progress.cost_usd or 0.0) + (cost or 0.0) if known else None
        self.open[judged.instance_id] -= 1
        progress.n_done += self.open[judged.instance_id] == 0
        self.listen(progress)

    def _find_works(self, instance: Instance) -> Iterator[Work]:
        for submission in self.selection.submissions[instance.instance_id]:
            name = submission.model_name_or_path
            arms = tuple(
                arm
                for arm in self.arms
                if (arm.name, instance.instance_id, name) not in self.store.done
            )
            if arms:
                labels = self.selection.labels.get((instance.instance_id, name), ())
                yield Work(submission=submission, arms=arms, labels=labels)
