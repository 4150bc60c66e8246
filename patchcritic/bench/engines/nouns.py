"""What runs tasks, wherever it runs them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

N_RETRIES = 2
"""How often a task is tried again after the worker that had it was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(Generic[Task]):
    """A task that was given up, since every worker that had it was lost."""

    task: Task
    reason: str


class Engine(Protocol):
    """Runs tasks and gives their results as they come, in any order."""

    def map(
        self, work: Callable[[Task], Iterable[Result]], tasks: Iterable[Task]
    ) -> Generator[Result | Lost[Task], None, None]:
        """The results of ``work`` on every task; tasks are taken as there is room for them.

        ``work`` and the tasks have to be picklable. An exception that ``work`` raises ends the
        iteration and is raised here; closing the iterator ends what still runs. Of a task whose
        worker is lost nothing has been given yet, and it is run again.
        """
