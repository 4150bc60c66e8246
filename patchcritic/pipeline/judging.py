"""Asking the critic: bounded concurrency, every answer kept, an early end keeps what there is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patchcritic.critics.signs.find import find_signs, temper
from patchcritic.domain import CriticFailure, CriticRequest, Dropped, Fact, NodeId, Prediction
from patchcritic.pipeline.condense import condense
from patchcritic.pipeline.events import Event

if TYPE_CHECKING:
    from patchcritic.domain import Critic
    from patchcritic.pipeline.events import Listener
    from patchcritic.pipeline.plan import Plan

Result = Prediction | CriticFailure


@dataclass(slots=True)
class Answers:
    """What came back so far, by the place of the test in the plan."""

    results: dict[int, Result] = field(default_factory=dict)
    facts: list[Fact] = field(default_factory=list)
    """Premises about single tests."""
    dropped: dict[NodeId, tuple[Dropped, ...]] = field(default_factory=dict)
    is_interrupted: bool = False
    is_decided: bool = False
    """Whether it ended since a result had decided."""

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """The predictions in the plan's order, abstentions included."""
        return tuple(item for item in self._ordered() if isinstance(item, Prediction))

    @property
    def failures(self) -> tuple[CriticFailure, ...]:
        """The tests that got no answer, in the plan's order."""
        return tuple(item for item in self._ordered() if isinstance(item, CriticFailure))

    def _ordered(self) -> Iterator[Result]:
        return (self.results[place] for place in sorted(self.results))


def ask_critic(
    plan: Plan,
    critic: Critic,
    *,
    concurrency: int,
    on_event: Listener,
    decides: Callable[[Result], bool] = lambda _result: False,
) -> Answers:
    """Judge every test of the plan; Ctrl-C ends it early with what has been answered, and so does
    the first result that ``decides``.

    Raises:
        ModelUnavailable: the critic cannot be asked at all.
    """
    answers = Answers()
    n_total = len(plan.selected)

    def record(place: int, result: Result) -> None:
        answers.results[place] = result
        answers.is_decided |= decides(result)
        on_event(Event(stage="judge", result=result, n_done=len(answers.results), n_total=n_total))

    asyncio.run(_ask_all(plan, critic, answers, record, n_workers=min(concurrency, n_total)))
    return answers


async def _judge(critic: Critic, request: CriticRequest) -> Result:
    """The critic's answer; what tries to dictate it may only push it towards an abstention."""
    result = await critic.judge(request)
    return temper(result, find_signs(request)) if isinstance(result, Prediction) else result


class _DecidedError(Exception):
    """Nothing that is still to come can change the verdict."""


async def _ask_all(
    plan: Plan,
    critic: Critic,
    answers: Answers,
    record: Callable[[int, Result], None],
    *,
    n_workers: int,
) -> None:
    steps = enumerate(plan.steps())

    node_ids = [association.node_id for association in plan.selected]

    async def work() -> None:
        for place, step in steps:
            if isinstance(step, CriticRequest):
                answers.facts += (fact for fact in step.facts if fact.node_id is not None)
                answers.dropped[node_ids[place]] = condense(step.context.dropped)
                # The critic knows the test by its id without secrets.
                record(place, replace(await _judge(critic, step), node_id=node_ids[place]))
            else:
                record(place, step)
            if answers.is_decided:
                raise _DecidedError

    workers = [asyncio.create_task(work()) for _ in range(max(1, n_workers))]
    try:
        await asyncio.gather(*workers)
    except _DecidedError:
        pass
    except asyncio.CancelledError:
        answers.is_interrupted = True
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        await critic.close()
