"""``patchcritic bench run`` over 300 instances: overhead, memory, and engines beside each other."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench._timing import ROOT, clean_environment, patchcritic

N_INSTANCES = int(os.environ.get("PATCHCRITIC_BENCH_INSTANCES", "300"))
N_FOR_RAY = min(20, N_INSTANCES)
PATCHES = ("deadline-timedelta", "interval-overlap", "format-clock", "zoned-moments", "breaks",
           "calendar-lookup", "watch-sleep", "exceptions-module", "docstrings",
           "render-days")  # fmt: skip
MAX_MEGABYTES = 400
MAX_RATIO = 1.2


def main() -> None:
    """Print wall time over analysis time, peak memory, and whether engines agree."""
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as name:
        folder = Path(name)
        _write_dataset(folder)
        environment = clean_environment(PATCHCRITIC_CACHE_DIR=str(folder / "cache"))
        _measure_local(folder, environment)
        _compare_engines(folder, environment)


def _measure_local(folder: Path, environment: dict[str, str]) -> None:
    started = time.perf_counter()
    done = subprocess.run(
        _command(folder, "local", N_INSTANCES), cwd=ROOT, env=environment, capture_output=True
    )
    wall = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows = [json.loads(line) for line in (folder / "local" / "patches.jsonl").open("rb")]
    analysis = sum(sum(row["seconds"].values()) for row in rows)
    n_tests = sum(1 for _ in (folder / "local" / "tests.jsonl").open("rb"))
    print(f"{len(rows)} instances, {n_tests:,} tests, exit code {done.returncode}", flush=True)
    ratio = wall / analysis
    verdict = "met" if ratio <= MAX_RATIO else "missed"
    print(f"wall {wall:.1f} s, sum of analysis {analysis:.1f} s: {ratio:.2f}x")
    print(f"  goal <= {MAX_RATIO}x: {verdict}")
    verdict = "met" if peak < MAX_MEGABYTES else "missed"
    print(f"peak memory {peak:.0f} MB; goal < {MAX_MEGABYTES} MB: {verdict}")


def _compare_engines(folder: Path, environment: dict[str, str]) -> None:
    digests = {}
    runs = {
        "one": (),
        "processes": ("--jobs", "2"),
        "ray": ("--engine", "ray", "--jobs", "2"),
    }
    for name, words in runs.items():
        process = subprocess.Popen(
            (*_command(folder, name, N_FOR_RAY), *words),
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        killed: list[int] = []
        if words:
            arguments = (folder / name / "patches.jsonl", process, name, killed)
            threading.Thread(target=_kill_a_worker, args=arguments, daemon=True).start()
        _, stderr = process.communicate()
        if process.returncode != 0:
            raise RuntimeError(f"{name}: {stderr.decode('utf-8', 'replace')[-500:]}")
        digests[name] = _digest_results(folder / name)
        print(f"{name:10} workers killed: {len(killed)}, {digests[name]}", flush=True)
    print(f"byte-identical: {len(set(digests.values())) == 1}")


def _kill_a_worker(
    rows: Path, process: subprocess.Popen[bytes], name: str, killed: list[int]
) -> None:
    """End one worker for good as soon as the run has its first rows."""
    mark = re.compile("^ray::_run_task" if name == "ray" else "import spawn_main")
    while process.poll() is None:
        if rows.exists() and rows.stat().st_size:
            worker = _find_worker(process.pid, mark)
            if worker is not None:
                os.kill(worker, signal.SIGKILL)
                killed.append(worker)
                return
        time.sleep(0.02)


def _find_worker(top: int, mark: re.Pattern[str]) -> int | None:
    """A process below another whose command line fits (Linux)."""
    parents = {}
    marked = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            command = (entry / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        parents[int(entry.name)] = int(stat.rpartition(")")[2].split()[1])
        if mark.search(command):
            marked.append(int(entry.name))
    for one in marked:
        above = one
        while above in parents and above != top:
            above = parents[above]
        if above == top and one != top:
            return one
    return None


def _digest_results(folder: Path) -> str:
    digest = hashlib.sha256()
    paths = [*folder.rglob("reports/**/*.json"), folder / "report.json", folder / "report.html",
             folder / "tests.jsonl"]  # fmt: skip
    for path in sorted(paths):
        digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return f"{len(paths)} files, sha256 {digest.hexdigest()[:16]}"


def _command(folder: Path, out: str, n_instances: int) -> tuple[str | Path, ...]:
    return patchcritic(
        *("bench", "run", "--dataset", folder / "dataset.jsonl", "--predictions", "gold"),
        *("--repos", folder / "repos", "--out", folder / out, "--limit", str(n_instances)),
        *("--model", f"scripted:{folder / 'script.jsonl'}", "--no-cache"),
    )


def _write_dataset(folder: Path) -> None:
    """Many instances of the fixture repository, each with another of its patches."""
    repo = folder / "repos" / "acme__openhours"
    repo.parent.mkdir()
    make_repo = str(ROOT / "fixtures" / "make_repo.py")
    subprocess.run([sys.executable, make_repo, repo], check=True, capture_output=True)
    command = ("git", "-C", repo, "rev-parse", "HEAD")
    done = subprocess.run(command, check=True, capture_output=True, encoding="utf-8")
    texts = {
        name: (ROOT / "fixtures" / "patches" / f"{name}.patch").read_text(encoding="utf-8")
        for name in PATCHES
    }
    with (folder / "dataset.jsonl").open("w", encoding="utf-8") as file:
        for number in range(N_INSTANCES):
            row = {
                "instance_id": f"acme__openhours-{number:04}",
                "repo": "acme/openhours",
                "base_commit": done.stdout.strip(),
                "patch": texts[PATCHES[number % len(PATCHES)]],
            }
            file.write(json.dumps(row) + "\n")
    script = {"match": "*", "response": {"label": "pass", "p_pass": 0.9}}
    (folder / "script.jsonl").write_text(json.dumps(script) + "\n", encoding="utf-8")
