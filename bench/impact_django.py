"""Speed on Django: `patchcritic tests` for one changed function, against `ruff analyze graph`.

    python bench/impact_django.py [--rounds 5] [--scratch DIR]

Wall times are of whole processes, Python's start included, taken in turns; ratios are of medians
within this run. Cold has no index; warm has the index of a run with *another* changed function.
"""

from __future__ import annotations

import argparse
import difflib
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

DJANGO = "django==5.2.8"
CHANGED = "django/utils/text.py"
EDITS = {
    # A line of each function, and what it becomes; the first warms the index for the second.
    "get_valid_filename": ('s = str(name).strip().replace(" ", "_")', "s = str(name).strip()"),
    "slugify": ("value = str(value)", 'value = str(value) + ""'),
}
ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Run the benchmark and print its figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = options.scratch or Path(temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        single = make_repository(scratch)
        doubled = double_repository(single, scratch)
        diffs = write_diffs(single, scratch)
        figures: dict[str, list[float]] = {}
        peak = 0
        runner = prepare_runner(single, scratch)
        for _ in range(options.rounds):
            figures.setdefault("runner", []).append(runner())
            for label, repo in (("", single), (" doubled", doubled)):
                peak = max(peak, time_one_round(label, repo, scratch, diffs, figures))
    print_figures({name: statistics.median(times) for name, times in figures.items()}, peak)


def make_repository(scratch: Path) -> Path:
    """Django's source distribution, committed."""
    repo = scratch / "django"
    if repo.exists():
        return repo
    command = [sys.executable, "-m", "pip", "download", "-q", "--no-binary", ":all:", "--no-deps"]
    subprocess.run([*command, "-d", str(scratch / "sdist"), DJANGO], check=True)
    archive = next((scratch / "sdist").glob("*.tar.gz"))
    with tarfile.open(archive) as packed, tempfile.TemporaryDirectory(dir=scratch) as unpacked:
        packed.extractall(unpacked, filter="data")
        shutil.move(next(Path(unpacked).iterdir()), repo)
    commit(repo)
    return repo


def prepare_runner(repo: Path, scratch: Path) -> Callable[[], float]:
    """Times Django's own runner importing and collecting the tests of the changed module's package.

    No test has the name asked for, so that it runs none.
    """
    needs = scratch / "needs"
    if not needs.exists():
        command = [sys.executable, "-m", "pip", "install", "-q", "--target", str(needs)]
        subprocess.run([*command, "asgiref", "sqlparse"], check=True, capture_output=True)
    environment = {**os.environ, "PYTHONPATH": f"{needs}{os.pathsep}{repo}"}
    command = [sys.executable, "runtests.py", "utils_tests", "-k", "no_such_test"]
    command += ["--parallel", "1"]
    return lambda: run_timed(command, repo / "tests", environment)[0]


def double_repository(repo: Path, scratch: Path) -> Path:
    """The same tree twice: the copy has the same names in a package called otherwise."""
    doubled = scratch / "doubled"
    if doubled.exists():
        return doubled
    shutil.copytree(repo, doubled, ignore=shutil.ignore_patterns(".git"))
    for path in sorted(repo.rglob("*")):
        relative = path.relative_to(repo)
        if path.is_file() and relative.parts[0] != ".git":
            copy = doubled / "unrelated" / str(relative).replace("django", "orchestra")
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes().replace(b"django", b"orchestra"))
    commit(doubled)
    return doubled


def commit(repo: Path) -> None:
    """Commit everything in a new repository, packed as a clone would have it."""
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0"]
    for args in (["init", "-q"], ["add", "-Af"], ["commit", "-qm", "base"], ["gc", "-q"]):
        subprocess.run(["git", *identity, *args], cwd=repo, check=True, capture_output=True)


def write_diffs(repo: Path, scratch: Path) -> dict[str, Path]:
    """One diff per edited function."""
    text = (repo / CHANGED).read_text(encoding="utf-8")
    found = {}
    for function, (old, new) in EDITS.items():
        start = text.index(f"\ndef {function}(")
        edited = text[:start] + text[start:].replace(old, new, 1)
        assert edited != text, f"{function} has no line {old!r}"
        lines = text.splitlines(keepends=True), edited.splitlines(keepends=True)
        diff = "".join(difflib.unified_diff(*lines, f"a/{CHANGED}", f"b/{CHANGED}"))
        found[function] = scratch / f"{function}.diff"
        found[function].write_text(f"diff --git a/{CHANGED} b/{CHANGED}\n{diff}", encoding="utf-8")
    return found


def time_one_round(
    label: str,
    repo: Path,
    scratch: Path,
    diffs: Mapping[str, Path],
    figures: dict[str, list[float]],
) -> int:
    """Cold, warm and ruff once; returns the highest peak memory of ours in bytes."""
    cache = scratch / "cache"
    shutil.rmtree(cache, ignore_errors=True)
    environment = {**os.environ, "PATCHCRITIC_CACHE_DIR": str(cache), "PYTHONPATH": str(ROOT)}
    ours = [sys.executable, "-P", "-m", "patchcritic", "tests", "--repo", str(repo), "--diff"]
    ruff = [Path(sys.executable).with_name("ruff"), "analyze", "graph", "."]
    other, measured = diffs.values()
    cold, peak_cold = run_timed([*ours, str(other)], repo, environment)
    warm, peak_warm = run_timed([*ours, str(measured)], repo, environment)
    again, _ = run_timed([*ours, str(measured)], repo, environment)
    reference, _ = run_timed(list(map(str, ruff)), repo, environment)
    for name, seconds in (("cold", cold), ("warm", warm), ("same", again), ("ruff", reference)):
        figures.setdefault(name + label, []).append(seconds)
    return max(peak_cold, peak_warm)


def run_timed(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str]
) -> tuple[float, int]:
    """Seconds of wall time and peak memory in bytes of one process."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in (0, 1):
        raise RuntimeError(f"{command[0]} exited with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss * unit


def print_figures(medians: Mapping[str, float], peak: int) -> None:
    """Seconds, the ratios that the bars are about, and the peak memory."""
    for name, seconds in medians.items():
        print(f"{name:14} {seconds:6.3f} s")
    ruff = medians["ruff"]
    print(f"cold / ruff                 {medians['cold'] / ruff:5.2f}   (bar 1.5)")
    print(f"warm / ruff                 {medians['warm'] / ruff:5.2f}   (bar 0.4)")
    print(f"runner's collection / warm  {medians['runner'] / medians['warm']:5.2f}   (bar 10)")
    print(f"warm, same patch / ruff     {medians['same'] / ruff:5.2f}")
    print(
        f"cold, tree doubled / single {medians['cold doubled'] / medians['cold']:5.2f}   (bar 1.3)"
    )
    print(
        f"warm, tree doubled / single {medians['warm doubled'] / medians['warm']:5.2f}   (bar 1.3)"
    )
    print(f"peak memory                 {peak / 2**20:5.0f} MiB (bar 300 MB)")


if __name__ == "__main__":
    main()
