"""One task after the other, in this process."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable

from patchcritic.bench.engines.nouns import Lost, Result, Task


class SerialEngine:
    """Runs in this process; results come one by one while a task still runs."""

    def map(
        self, work: Callable[[Task], Iterable[Result]], tasks: Iterable[Task]
    ) -> Generator[Result | Lost[Task], None, None]:
        """The results in the tasks' order."""
        for task in tasks:
            yield from work(task)
