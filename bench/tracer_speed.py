"""What the tracer costs: a child's start, a test, a whole change, and its memory."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench._timing import ROOT
from patchcritic.diff import read_patch
from patchcritic.domain import Snapshots, TestCase
from patchcritic.domain.trace import Trace
from patchcritic.pipeline import ChangeUnderTest, Clock, analyse_change
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex
from patchcritic.tracer.box import TracerSettings, probe_wall, trace_tests

PATCH = ROOT / "fixtures" / "patches" / "interval-overlap.patch"
N_STARTS = 7
GOALS = "goals: start 300 ms, median 10 ms and p95 200 ms a test, 100 tests 5 s, memory 500 MB"


def main() -> None:
    """Print medians for the fixture repository's tests, traced one after another."""
    starts = [probe_wall().start_s * 1000 for _ in range(N_STARTS)]
    print(f"start of a child     {statistics.median(starts):6.0f} ms (median of {N_STARTS})")
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as folder:
        repo = Path(folder) / "openhours"
        make_repo = str(ROOT / "fixtures" / "make_repo.py")
        subprocess.run([sys.executable, make_repo, repo], check=True, capture_output=True)
        with Workspace.open(repo) as workspace:
            change = ChangeUnderTest(patch=read_patch(PATCH))
            analysis = analyse_change(workspace, change, index=SymbolIndex(), clock=Clock())
            tests = [analysis.tests[one.node_id] for one in analysis.associations]
            print_run(analysis.snapshots, tests)
    print(GOALS)


def print_run(snapshots: Snapshots, tests: list[TestCase]) -> None:
    """Trace all tests and print what it took."""
    traces: list[Trace] = []
    between: list[float] = []
    peak_mb = 0.0
    last = start = time.perf_counter()

    def note(trace: Trace) -> None:
        nonlocal last, peak_mb
        now = time.perf_counter()
        between.append((now - last) * 1000)
        traces.append(trace)
        peak_mb = max(peak_mb, measure_children())
        last = time.perf_counter()

    trace_tests(snapshots, tests, settings=TracerSettings(), on_trace=note)
    total = time.perf_counter() - start
    evaluated = [one.seconds * 1000 for one in traces]
    print(f"{len(traces)} tests            {total:6.2f} s, start and modules included")
    for name, values in (("evaluating a test", evaluated), ("with its process", between)):
        p95 = statistics.quantiles(values, n=20)[-1]
        print(f"{name:20} {statistics.median(values):6.1f} ms median, {p95:.1f} ms p95")
    print(f"memory               {peak_mb:6.0f} MB, of all processes of the child together")


def measure_children() -> float:
    """The resident memory of all descendants of this process, in megabytes; Linux only."""
    total_kb = 0
    waiting = [Path("/proc/self")]
    while waiting:
        for task in (waiting.pop() / "task").glob("*/children"):
            for pid in task.read_text(encoding="ascii").split():
                process = Path("/proc") / pid
                waiting.append(process)
                rollup = (process / "status").read_text(encoding="utf-8")
                resident = next((x for x in rollup.splitlines() if x.startswith("VmRSS")), "")
                total_kb += int(resident.split()[1]) if resident else 0
    return total_kb / 1024
