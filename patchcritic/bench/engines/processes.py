"""Several processes on this machine, each with a task of its own."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic

from patchcritic.bench.engines.nouns import N_RETRIES, Lost, Result, Task


@dataclass(slots=True)
class _Job(Generic[Task]):
    task: Task
    n_lost: int = 0


class _Worker(Generic[Task]):
    """A process, and the task that it has at the moment."""

    def __init__(self, work: Callable[[Any], Iterable[Any]]) -> None:
        # A fork would copy locks that other threads hold, and connections to sqlite.
        context = multiprocessing.get_context("spawn")
        self.connection, other = context.Pipe()
        self.process = context.Process(target=_serve, args=(work, other), daemon=True)
        self.process.start()
        other.close()
        self.job: _Job[Task] | None = None

    def give(self, job: _Job[Task]) -> None:
        self.job = job
        with suppress(OSError):  # a dead one is found out when its answer is read
            self.connection.send(job.task)

    def stop(self) -> None:
        self.process.terminate()
        self.process.join()
        self.connection.close()


class ProcessEngine:
    """Keeps ``n_jobs`` processes busy; one that dies is replaced, and only its task is affected."""

    def __init__(self, n_jobs: int) -> None:
        self._n_jobs = n_jobs

    def map(
        self, work: Callable[[Task], Iterable[Result]], tasks: Iterable[Task]
    ) -> Generator[Result | Lost[Task], None, None]:
        """A task's results together, once all of them are there."""
        waiting: list[_Job[Task]] = []
        source = iter(tasks)
        workers: list[_Worker[Task]] = []

        def next_job() -> _Job[Task] | None:
            if waiting:
                return waiting.pop()
            return next((_Job(task) for task in source), None)

        try:
            while True:
                _employ(workers, next_job, work, n_jobs=self._n_jobs)
                busy = {id(one.connection): one for one in workers if one.job is not None}
                if not busy:
                    return
                for ready in wait([one.connection for one in busy.values()]):
                    worker = busy[id(ready)]
                    job, worker.job = worker.job, None
                    assert job is not None
                    try:
                        answer = worker.connection.recv()
                    except (EOFError, OSError):
                        workers.remove(worker)
                        worker.stop()
                        job.n_lost += 1
                        if job.n_lost <= N_RETRIES:
                            waiting.append(job)
                        else:
                            yield Lost(task=job.task, reason=_describe(worker, job.n_lost))
                        continue
                    if isinstance(answer, BaseException):
                        raise answer
                    yield from answer
        finally:
            for worker in workers:
                worker.stop()


def _employ(
    workers: list[_Worker[Task]],
    next_job: Callable[[], _Job[Task] | None],
    work: Callable[[Task], Iterable[Result]],
    *,
    n_jobs: int,
) -> None:
    """Give every idle worker a job, and hire while there are jobs and room."""
    for worker in workers:
        if worker.job is None and (job := next_job()):
            worker.give(job)
    while len(workers) < n_jobs and (job := next_job()):
        workers.append(_Worker(work))
        workers[-1].give(job)


def _describe(worker: _Worker[Task], n_lost: int) -> str:
    return f"the process died {n_lost} times, at last with code {worker.process.exitcode}"


def _serve(work: Callable[[Any], Iterable[Any]], connection: Connection) -> None:
    """What a process does until nobody has tasks for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this
    with suppress(EOFError, OSError):
        while True:
            task = connection.recv()
            answer: Any
            try:
                answer = list(work(task))
            except Exception as error:
                answer = error
            connection.send(answer)
