"""How near asking comes to what a provider's latency allows, and whether faults lose a test.

A server of our own in another process answers in OpenAI's shape over real HTTP; litellm is real.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import urlopen

from bench._timing import ROOT
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.calling.litellm_import import start_import
from patchcritic.domain import (
    Context,
    CriticFailure,
    CriticRequest,
    NodeId,
    Patch,
    Prediction,
    Snippet,
    Span,
    TestCase,
)

N_TESTS = 200
CONCURRENCY = 16
LATENCY_S = 0.2
BOUND_S = math.ceil(N_TESTS / CONCURRENCY) * LATENCY_S
GOAL = 1.25
FAULTS = 0.3
N_ROUNDS = 3
_SHARED = Snippet(
    role="changed-after",
    span=Span(path="area.py", start=1, end=200),
    text="".join(f"{n}|def area_{n}(width, height): return width * height\n" for n in range(200)),
    n_tokens=3000,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """All tests judged once."""

    outcomes: list[Prediction | CriticFailure]
    seconds: float
    cpu_seconds: float


def main() -> None:
    """Print the wall time against the bound, then what became of each test among faults."""
    started = time.perf_counter()
    start_import().result()
    import_s = time.perf_counter() - started
    runs = [judge_all() for _ in range(N_ROUNDS)]
    best = min(runs, key=lambda run: run.seconds)
    allowed = GOAL * BOUND_S
    print(f"{N_TESTS} tests, {CONCURRENCY} at once, {LATENCY_S * 1000:.0f} ms latency,", end=" ")
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    print(f"litellm import           {import_s:6.2f} s")
    print(f"latency bound            {BOUND_S:6.2f} s")
    print(f"asking, best of {N_ROUNDS}        {best.seconds:6.2f} s", end="")
    print(f"  {best.seconds / BOUND_S:.2f}x (goal <= {GOAL:g}x: {allowed:.2f} s)")
    print(f"  all rounds             {', '.join(f'{run.seconds:.2f}' for run in runs)} s")
    print(f"  processor time a call  {best.cpu_seconds / N_TESTS * 1000:6.1f} ms")
    print_faults()


def print_faults() -> None:
    """Judge among faults and print that every test is accounted for."""
    with serving(LATENCY_S, FAULTS) as url:
        run = asyncio.run(_judge(url, timeout_s=2.0))
        stats = json.load(urlopen(f"{url}/stats"))
    answered = [outcome for outcome in run.outcomes if isinstance(outcome, Prediction)]
    failed = [outcome for outcome in run.outcomes if isinstance(outcome, CriticFailure)]
    n_calls = sum(outcome.usage.n_calls for outcome in run.outcomes)
    met = Counter(stats["met"])
    n_good = met.pop("good")
    print(f"\n{FAULTS:.0%} injected faults: {met.total()} of {stats['n_requests']} requests,")
    print("  " + ", ".join(f"{name} {n}" for name, n in sorted(met.items())))
    print(f"  good {n_good}; {run.seconds:.1f} s")
    kinds = Counter(failure.kind for failure in failed)
    shown = ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())) or "none"
    print(f"answered {len(answered)} + failures shown {len(failed)} ({shown})", end=" ")
    print(f"= {len(answered) + len(failed)} of {N_TESTS} tests")
    print(f"calls in the tests' usage {n_calls}, requests at the server {stats['n_requests']}")


def judge_all() -> Run:
    """Judge all tests by a server that makes no mistakes."""
    with serving(LATENCY_S, 0.0) as url:
        return asyncio.run(_judge(url, timeout_s=60.0))


async def _judge(url: str, *, timeout_s: float) -> Run:
    settings = CriticSettings(
        api_base=url, concurrency=CONCURRENCY, timeout_s=timeout_s, prompt="plain"
    )
    critic = load_critic("openai/test", settings)
    requests = iter([_make_request(number) for number in range(N_TESTS)])
    outcomes: list[Prediction | CriticFailure] = []

    async def work() -> None:
        for request in requests:
            outcomes.append(await critic.judge(request))

    started, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(work() for _ in range(CONCURRENCY)))
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - cpu
    await critic.close()
    return Run(outcomes=outcomes, seconds=seconds, cpu_seconds=cpu_seconds)


def _make_request(number: int) -> CriticRequest:
    span = Span(path="test_area.py", start=1, end=2)
    text = f"1|def test_area_{number}():\n2|    assert area_{number}(2, 3) == 6\n"
    snippet = Snippet(role="test", span=span, text=text, n_tokens=20)
    return CriticRequest(
        patch=Patch(files=(), text="+ return width * height"),
        test=TestCase(node_id=NodeId.parse(f"test_area.py::test_area_{number}"), span=span),
        context=Context(shared=(_SHARED,), snippets=(snippet,), n_tokens=3020, budget=4000),
    )


@contextmanager
def serving(latency_s: float, faults: float) -> Iterator[str]:
    """The address of a fresh server in a process of its own."""
    command = [sys.executable, str(ROOT / "tests" / "httpserver")]
    command += ["--latency", str(latency_s), "--faults", str(faults)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate(timeout=10)
