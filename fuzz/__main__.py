"""Fuzz the targets named, or all, each for so many seconds; exits 1 when anything was found."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from fuzz.seeds import write_seeds
from fuzz.targets import TARGETS


def main() -> int:
    """Each target in a process of its own, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=600, help="for each target")
    parser.add_argument("--seeds", type=Path, help="a folder of further inputs, by their suffix")
    parser.add_argument("--findings", type=Path, default=Path("fuzz-findings"))
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if unknown := set(options.targets) - TARGETS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    if options.worker:
        from fuzz.worker import run_worker

        run_worker(options.targets[0], options.findings, options.seconds)
    n_found = 0
    for name in options.targets or TARGETS:
        n_found += _run(name, options.seconds, options.seeds, options.findings)
    print(f"{n_found} findings" + (f" in {options.findings}" if n_found else ""))
    return int(n_found > 0)


def _run(name: str, seconds: int, seeds: Path | None, findings: Path) -> int:
    folder = findings / name
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    with tempfile.TemporaryDirectory(prefix="patchcritic-fuzz-") as corpus:
        n_seeds = write_seeds(name, Path(corpus), seeds)
        print(f"== {name}: {seconds} s from {n_seeds} seeds", flush=True)
        arguments = ["--worker", "--seconds", str(seconds), "--findings", str(folder), name]
        done = subprocess.run(
            [sys.executable, "-m", "fuzz", *arguments],
            env=_environment(corpus),
            check=False,
        )
    found = sorted(set(folder.iterdir()) - before)
    for path in found:
        print(f"   {path}")
    if done.returncode and not found:
        print(f"   the worker ended with {done.returncode}")
        return 1
    return len({path.stem for path in found})


def _environment(corpus: str) -> dict[str, str]:
    import os

    return {**os.environ, "PATCHCRITIC_FUZZ_CORPUS": corpus}


if __name__ == "__main__":
    sys.exit(main())
