"""Random programs: the evaluator against CPython, value by value and message by message.

``TRACER_PROGRAMS`` is how many (20,000), ``TRACER_FIRST`` the seed of the first (0). Each batch
runs in a process of its own, whose memory is bounded, since functions' records pile up.
"""

from __future__ import annotations

import gc
import os
import re
import resource
import subprocess
import sys
import time
import warnings
from collections import Counter
from random import Random

from patchcritic.tracer.core.undecided import Undecided

BATCH = 500
MAX_BYTES = 2 << 30
MAX_SECONDS = 600


def main() -> None:
    """Make, run both ways, compare, report."""
    n_programs = int(os.environ.get("TRACER_PROGRAMS", "20000"))
    first = int(os.environ.get("TRACER_FIRST", "0"))
    started = time.perf_counter()
    said: Counter[str] = Counter()
    for start in range(first, first + n_programs, BATCH):
        end = min(start + BATCH, first + n_programs)
        said.update(_run_batch(start, end))
    n_made = said["same"] + said["undecided"] + said["different"]
    print(
        f"{n_made:,} programs ({said['refused']:,} more are no Python), {said['same']:,} the same, "
        f"{said['undecided']:,} undecided, {said['different']:,} different, "
        f"{said['lost']:,} lost with their process; {time.perf_counter() - started:.0f} s"
    )


def _run_batch(start: int, end: int) -> Counter[str]:
    command = [sys.executable, "-m", "bench.tracer_programs", str(start), str(end)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MAX_SECONDS)
        lines = done.stdout.splitlines()
    except subprocess.TimeoutExpired as error:
        lines = (error.stdout or b"").decode().splitlines()
    said = Counter(line.split()[0] for line in lines)
    for line in lines:
        if line.startswith("different"):
            print(line, flush=True)
    said["lost"] = end - start - len(lines)
    if said["lost"]:
        print(f"programs {start} to {end}: the process ended at {start + len(lines)}", flush=True)
    return said


def compare_range(start: int, end: int) -> None:
    """Compare the programs of these seeds; prints a word and the seed for each."""
    resource.setrlimit(resource.RLIMIT_AS, (MAX_BYTES, resource.getrlimit(resource.RLIMIT_AS)[1]))
    warnings.simplefilter("ignore")
    gc.disable()  # a fifth of the time; the process ends soon
    for seed in range(start, end):
        print(compare(seed), seed, flush=True)


def compare(seed: int) -> str:
    """How evaluator and CPython agree about one program."""
    from tests.tracer.lang.conftest import run_really, run_traced
    from tests.tracer.lang.programs import make_program

    text = make_program(Random(seed))
    try:
        compile(text, "program.py", "exec")
    except SyntaxError:
        return "refused"
    try:
        traced = run_traced(text)
    except Undecided:
        return "undecided"
    return "same" if _plain(traced) == _plain(run_really(text)) else "different"


def _plain(outcome: tuple[str, str]) -> tuple[object, ...]:
    """Without addresses; sets of what has one have their order by it."""
    text = re.sub(r"0x[0-9a-f]+", "0x", "\n".join(outcome))
    return tuple(
        sorted(re.findall(r"\w+", line)) if "0x" in line else line for line in text.split("\n")
    )


if __name__ == "__main__":
    compare_range(int(sys.argv[1]), int(sys.argv[2]))
