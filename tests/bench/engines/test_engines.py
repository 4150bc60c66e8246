"""Every engine gives the same results, also when workers die."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from patchcritic.bench.engines import N_RETRIES, Engine, Lost, choose_engine
from patchcritic.bench.engines.cluster import RayEngine
from patchcritic.errors import ModelUnavailable, UsageProblem


@pytest.fixture(scope="module", params=["serial", "processes", "ray"])
def engine(request: pytest.FixtureRequest) -> Engine:
    if request.param == "serial":
        return choose_engine("local")
    if request.param == "processes":
        return choose_engine("local", n_jobs=2)
    request.getfixturevalue("ray")
    return choose_engine("ray", n_jobs=2)


@pytest.fixture(scope="module")
def ray() -> Iterator[None]:
    """A ray for all tests here: its start takes seconds."""
    module = pytest.importorskip("ray")
    RayEngine(address=None, n_jobs=2)._connect(module)
    yield
    module.shutdown()


def count_up(number: int) -> Iterator[int]:
    yield from range(number)


def die_at_first(folder: Path, times: int, number: int) -> Iterator[tuple[int, int]]:
    """Kills its own process while it has task 3, so many times."""
    attempt = len(list(folder.glob(f"{number}-*")))
    (folder / f"{number}-{attempt}").touch()
    if number == 3 and attempt < times:
        os.kill(os.getpid(), signal.SIGKILL)
    yield number, os.getpid()


def refuse(number: int) -> Iterator[int]:
    yield number
    if number == 1:
        raise ModelUnavailable("nobody is there")


def sleep_long(number: int) -> Iterator[int]:
    if number:
        time.sleep(60)
    yield number


def test_all_results_come(engine: Engine) -> None:
    results = [one for one in engine.map(count_up, iter([2, 0, 3])) if not isinstance(one, Lost)]
    assert sorted(results) == [0, 0, 1, 1, 2]


def test_an_error_of_the_work_ends_the_run(engine: Engine) -> None:
    with pytest.raises(ModelUnavailable, match="nobody is there"):
        list(engine.map(refuse, [0, 1, 2]))


@pytest.mark.parametrize("name", ["local", "ray"])
def test_a_task_of_a_dead_worker_is_run_again(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name == "ray":
        request.getfixturevalue("ray")
    engine = choose_engine("ray" if name == "ray" else "local", n_jobs=2)
    work = partial(die_at_first, tmp_path, N_RETRIES)
    results = list(engine.map(work, range(6)))
    assert sorted(one[0] for one in results if not isinstance(one, Lost)) == list(range(6))
    assert len(list(tmp_path.glob("3-*"))) == N_RETRIES + 1
    assert len(list(tmp_path.glob("5-*"))) == 1


@pytest.mark.parametrize("name", ["local", "ray"])
def test_a_task_that_kills_every_worker_is_given_up(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if name == "ray":
        request.getfixturevalue("ray")
    engine = choose_engine("ray" if name == "ray" else "local", n_jobs=2)
    results = list(engine.map(partial(die_at_first, tmp_path, 99), range(5)))
    (lost,) = (one for one in results if isinstance(one, Lost))
    assert lost.task == 3
    assert lost.reason
    assert len(list(tmp_path.glob("3-*"))) == N_RETRIES + 1
    assert len(results) == 5


def test_what_still_runs_ends_with_the_iterator() -> None:
    results = choose_engine("local", n_jobs=2).map(sleep_long, [0, 1, 2])
    started = time.monotonic()
    assert next(results) == 0
    results.close()
    assert time.monotonic() - started < 30


def test_tasks_are_made_when_there_is_room(engine: Engine) -> None:
    made = []

    def make() -> Iterator[int]:
        for number in range(50):
            made.append(number)
            yield 1

    results = engine.map(count_up, make())
    next(iter(results))
    results.close()
    assert len(made) < 20


def test_without_a_cluster_there_is_one_sentence() -> None:
    module = pytest.importorskip("ray")
    module.shutdown()
    engine = choose_engine("ray", address="auto")
    with pytest.raises(UsageProblem, match="ray cannot be reached at auto"):
        list(engine.map(count_up, [1]))
