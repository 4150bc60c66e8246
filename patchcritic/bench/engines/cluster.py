"""Tasks on a ray cluster, or on a ray of this machine's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any

import patchcritic
from patchcritic.bench.engines.nouns import N_RETRIES, Lost, Result, Task
from patchcritic.errors import UsageProblem

_IN_FLIGHT_PER_CPU = 2
"""So many tasks are handed to ray for each processor: the next one waits where it will run."""


class RayEngine:
    """Hands tasks to ray; a task whose worker or node is lost is run again by ray itself.

    Args:
        address: of a cluster to join, or ``auto`` for the one this machine belongs to; None starts
            one on this machine, which ends with the run. A connection that the process already has
            is used as it is. Every node needs this package, and the
            repositories under the same paths.
        n_jobs: processors of a ray started here.
    """

    def __init__(self, *, address: str | None, n_jobs: int) -> None:
        self._address = address
        self._n_jobs = n_jobs

    def map(
        self, work: Callable[[Task], Iterable[Result]], tasks: Iterable[Task]
    ) -> Generator[Result | Lost[Task], None, None]:
        """A task's results together. Raises ``UsageProblem`` without ray or its cluster."""
        ray = _import_ray()
        is_ours = not ray.is_initialized()
        if is_ours:
            self._connect(ray)
        try:
            yield from _run_all(ray, work, tasks)
        finally:
            if is_ours:
                ray.shutdown()

    def _connect(self, ray: Any) -> None:
        where: dict[str, Any] = {"address": self._address}
        if self._address is None:
            folder = str(Path(patchcritic.__file__).parents[1])
            paths = os.pathsep.join(filter(None, (folder, os.environ.get("PYTHONPATH"))))
            where = {
                "num_cpus": self._n_jobs,
                "include_dashboard": False,
                "runtime_env": {"env_vars": {"PYTHONPATH": paths}},
            }
        try:
            ray.init(log_to_driver=False, logging_level="ERROR", **where)
        except (ConnectionError, ValueError, RuntimeError) as error:
            reason = str(error).partition("\n")[0]
            raise UsageProblem(f"ray cannot be reached at {self._address}: {reason}") from None


def _import_ray() -> Any:
    # Without these ray reports usage over the network, and hides devices from workers.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        return import_module("ray")
    except ImportError:
        raise UsageProblem(
            "--engine ray needs ray: run `pip install 'patchcritic[ray]'`, or leave --engine out"
        ) from None


def _run_all(
    ray: Any, work: Callable[[Task], Iterable[Result]], tasks: Iterable[Task]
) -> Generator[Result | Lost[Task], None, None]:
    remote = ray.remote(max_retries=N_RETRIES, num_cpus=1)(_run_task)
    n_cpus = int(ray.cluster_resources().get("CPU", 1))
    source = iter(tasks)
    running: dict[Any, Task] = {}
    shared_work = ray.put(work)
    while True:
        room = max(2, n_cpus * _IN_FLIGHT_PER_CPU) - len(running)
        running |= {remote.remote(shared_work, task): task for task in islice(source, room)}
        if not running:
            return
        (ready,), _ = ray.wait(list(running), num_returns=1)
        task = running.pop(ready)
        try:
            results = ray.get(ready)
        except ray.exceptions.RayTaskError as error:
            raise error.cause from None
        except ray.exceptions.RayError as error:
            reason = str(error).strip().partition("\n")[0]
            yield Lost(task=task, reason=f"its workers were lost: {reason}")
            continue
        yield from results


def _run_task(work: Callable[[Any], Iterable[Any]], task: Any) -> list[Any]:
    return list(work(task))
