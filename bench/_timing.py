"""Wall times of commands, taken in turns so that a busy moment hits all of them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
Command = Sequence[str | Path]


def clean_environment(**extra: str) -> dict[str, str]:
    """The environment without what would steer the product, and with the checkout on the path."""
    steering = ("PATCHCRITIC_", "GIT_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(steering)}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""} | extra


def patchcritic(*arguments: str | Path) -> Command:
    """The command as the console script would run it."""
    return (sys.executable, "-P", "-m", "patchcritic", *arguments)


def time_commands(
    commands: Mapping[str, Command],
    *,
    n_rounds: int,
    cwd: Path,
    env: Mapping[str, str],
    accepted: frozenset[int] = frozenset({0}),
) -> dict[str, float]:
    """The median seconds of each command over so many rounds, after one that warms up.

    Raises:
        RuntimeError: a command exits with a code that is not accepted.
    """
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for round_number in range(n_rounds + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, check=False)
            elapsed = time.perf_counter() - started
            if done.returncode not in accepted:
                tail = done.stderr.decode("utf-8", "replace")[-500:]
                raise RuntimeError(f"{name} exits with {done.returncode}: {tail}")
            if round_number:
                seconds[name].append(elapsed)
    return {name: statistics.median(values) for name, values in seconds.items()}
