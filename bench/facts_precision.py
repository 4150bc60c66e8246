"""Is a decisive fact ever wrong, and what share of failing outcomes do facts alone catch?

Takes real packages' source distributions, breaks one API at a time (and refactors without breaking
it), runs the package's own tests (here, never in the product), and compares each test's outcome
with its decisive facts. Every mutation is judged twice: against the original as base, and as if
the test files were new, where the guard of comparing with base does not help.

    python -m bench.facts_precision                        # five packages, 17 mutations each
    python -m bench.facts_precision toolz -n 20 --seed 7
    python -m bench.facts_precision --scratch DIR          # keep downloads and outcomes
"""

from __future__ import annotations

import argparse
import collections
import difflib
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench._facts_mutations import Mutation, propose_mutations
from bench.impact_safety import fetch_package
from patchcritic.diff import is_test_path, parse_patch
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import Label, Snapshot, Snapshots, TestCase, TestStatus
from patchcritic.facts import FactFinder
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex

PACKAGES = {
    # name==version: the folder of its tests.
    "cachetools==6.2.0": "tests",
    "tabulate==0.9.0": "test",
    "tinydb==4.8.2": "tests",
    "toolz==1.0.0": "toolz",
    "voluptuous==0.15.2": "voluptuous/tests",
}
TIMEOUT_S = 180
RECORDER = """
import json, os
seen, modules = {}, []
def pytest_runtest_logreport(report):
    status = report.outcome
    if hasattr(report, "wasxfail"):
        status = "xfail" if report.skipped else "passed"
    elif status == "failed" and report.when != "call":
        status = "error"
    if report.when == "call" or status != "passed":
        seen[report.nodeid] = status
def pytest_collectreport(report):
    if report.failed:
        modules.append(report.nodeid)
def pytest_sessionfinish(session):
    with open(os.environ["OUTCOMES"], "w", encoding="utf-8") as file:
        json.dump({"tests": seen, "broken": modules}, file)
"""


@dataclass(slots=True, kw_only=True)
class Score:
    """What was counted over all mutations."""

    n_mutations: int = 0
    n_breaking: int = 0
    n_tests: int = 0
    n_failing: int = 0
    n_caught: int = 0
    n_with_premise: int = 0
    n_decisive: int = 0
    n_noisy: int = 0
    """Passing tests that carry a premise about a problem."""
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    by_kind: collections.Counter[str] = field(default_factory=collections.Counter)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("packages", nargs="*", default=[])
    parser.add_argument("-n", type=int, default=17, help="mutations for each package")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scratch", type=Path)
    options = parser.parse_args([] if sys.argv[0].endswith("__main__.py") else None)
    scores = {"tests known": Score(), "tests new": Score()}
    with tempfile.TemporaryDirectory() as temporary:
        scratch = options.scratch or Path(temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        for package, tests in PACKAGES.items():
            name = package.partition("==")[0]
            if not options.packages or name in options.packages:
                rng = random.Random(f"{name}:{options.seed}")
                repo = fetch_package(package, scratch)
                measure_package(repo, tests, rng, options.n, scratch, scores)
    for title, score in scores.items():
        print_score(title, score)


def measure_package(
    repo: Path,
    tests: str,
    rng: random.Random,
    count: int,
    scratch: Path,
    scores: dict[str, Score],
) -> None:
    """Mutate, run, and compare with the facts."""
    files = read_files(repo)
    before = run_tests(repo, tests, scratch / f"{repo.name}.facts-base.json")
    passing = {name for name, status in before["tests"].items() if status == "passed"}
    print(f"\n{repo.name}: {len(passing)} passing tests", flush=True)
    for mutation in choose_mutations(files, rng, count):
        digest = hashlib.sha256(f"{mutation.path}{mutation.text}".encode()).hexdigest()[:16]
        after = run_mutation(repo, tests, mutation, scratch / f"{repo.name}.{digest}.json")
        if after is None:
            continue
        truth = read_truth(passing, after)
        broken = sum(status != "passed" for status in truth.values())
        line = f"  {mutation.kind:18} {mutation.path} {mutation.what}: {broken} fail"
        for title, score in scores.items():
            caught = judge(files, mutation, truth, score, is_new=title == "tests new")
            line += f", {caught} decided ({title})"
        print(line, flush=True)


def read_files(repo: Path) -> dict[str, bytes]:
    """The checked-out files."""
    return {
        path.relative_to(repo).as_posix(): path.read_bytes()
        for path in sorted(repo.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(repo).parts and path.suffix != ".pyc"
    }


def choose_mutations(files: dict[str, bytes], rng: random.Random, count: int) -> Iterator[Mutation]:
    """Mutations of source files, different kinds in turn."""
    pools: dict[str, list[Mutation]] = collections.defaultdict(list)
    for path, content in files.items():
        is_source = path.endswith(".py") and not is_test_path(path)
        if is_source and not path.startswith(("docs", "setup", "examples", "bench")):
            for mutation in propose_mutations(path, content.decode("utf-8"), rng):
                pools[mutation.kind].append(mutation)
    kinds = sorted(pools)
    rng.shuffle(kinds)
    for position in range(count):
        pool = pools[kinds[position % len(kinds)]]
        yield pool[rng.randrange(len(pool))]


def run_tests(repo: Path, tests: str, record: Path) -> dict[str, dict[str, str]]:
    """What pytest says of every test; kept in ``record`` for the next run of the benchmark."""
    if not record.exists():
        plugin = record.parent / "facts_recorder.py"
        plugin.write_text(RECORDER, encoding="utf-8")
        paths = [repo / "src", repo, record.parent]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "OUTCOMES": str(record),
        }
        flags = "-q -p facts_recorder -p no:cacheprovider --tb=no -W ignore"
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pytest",
                *flags.split(),
                "--continue-on-collection-errors",
                tests,
            ],
            cwd=repo,
            env=environment,
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
    if not record.exists():
        return {"tests": {}, "broken": {}}
    loaded: dict[str, dict[str, str]] = json.loads(record.read_text(encoding="utf-8"))
    return loaded


def run_mutation(
    repo: Path, tests: str, mutation: Mutation, record: Path
) -> dict[str, dict[str, str]] | None:
    """The outcomes with the mutation in place; None when the tests never end."""
    file = repo / mutation.path
    original = file.read_bytes()
    try:
        file.write_text(mutation.text, encoding="utf-8")
        return run_tests(repo, tests, record)
    except subprocess.TimeoutExpired:
        return None
    finally:
        file.write_bytes(original)


def read_truth(passing: set[str], after: dict[str, dict[str, str]]) -> dict[str, str]:
    """The outcomes of the tests that passed before; a module not collected is an error."""
    truth = {}
    for name in passing:
        status = after["tests"].get(name)
        is_broken = not after["tests"] or name.partition("::")[0] in after["broken"]
        if status is None and not is_broken:
            continue  # Parametrised otherwise by now: nothing to compare with.
        truth[name] = status or "error"
    return truth


def judge(
    files: dict[str, bytes],
    mutation: Mutation,
    truth: dict[str, str],
    score: Score,
    *,
    is_new: bool,
) -> int:
    """Compare every test's decisive facts with its outcome; the number of failures decided."""
    changed = {**files, mutation.path: mutation.text.encode()}
    before = {path: text for path, text in files.items() if not (is_new and is_test_path(path))}
    old = files[mutation.path].decode("utf-8").splitlines(keepends=True)
    new = mutation.text.splitlines(keepends=True)
    diff = difflib.unified_diff(old, new, f"a/{mutation.path}", f"b/{mutation.path}")
    snapshots = Snapshots(base=MemorySnapshot(before), patched=MemorySnapshot(changed))
    cases = find_cases(snapshots.patched, truth)
    started = time.perf_counter()
    finder = FactFinder(snapshots, parse_patch("".join(diff)), (), SymbolIndex())
    has_patch_facts = bool(finder.patch_facts())
    n_caught = n_failing = 0
    for name, status in truth.items():
        case = cases.get(name)
        if case is None:
            continue
        base_status = None if is_new else TestStatus.PASSED
        facts = finder.test_facts(case, is_reached=True, base_status=base_status)
        labels = {fact.decides for fact in facts if fact.decides}
        expected = Label.PASS if status == "passed" else Label.FAIL
        score.n_tests += 1
        score.n_decisive += bool(labels)
        if expected is Label.FAIL:
            n_failing += 1
            n_caught += labels == {Label.FAIL}
            score.n_with_premise += bool(facts or has_patch_facts)
        else:
            score.n_noisy += bool(facts)
        if labels - {expected}:
            decisive = next(fact for fact in facts if fact.decides)
            score.wrong.append(f"{mutation.kind} {mutation.what}: {name} {status}: {decisive}")
        score.by_kind.update(fact.kind for fact in facts if fact.decides)
    score.seconds += time.perf_counter() - started
    score.n_mutations += 1
    score.n_breaking += n_failing > 0
    score.n_failing += n_failing
    score.n_caught += n_caught
    return n_caught


def find_cases(snapshot: Snapshot, truth: dict[str, str]) -> dict[str, TestCase]:
    """The tests as discovery knows them, by node id."""
    paths = sorted({name.partition("::")[0] for name in truth})
    found = discover_tests(snapshot, paths, load_layout(snapshot))
    cases = {str(case.node_id): case for case in found.tests}
    by_function = {str(case.node_id.function_id): case for case in found.tests}
    return {
        name: cases.get(name) or by_function[head]
        for name in truth
        if (head := name.partition("[")[0]) in by_function
    }


def print_score(title: str, score: Score) -> None:
    """Print one table."""
    print(f"\n{title}: {score.n_mutations} mutations, {score.n_breaking} of them break a test")
    failing = max(1, score.n_failing)
    n_premise = score.n_with_premise
    print(f"  failing outcomes           {score.n_failing} of {score.n_tests} tests")
    print(f"  caught by decisive facts   {score.n_caught} ({score.n_caught / failing:.1%})")
    print(f"  with a premise at least    {n_premise} ({n_premise / failing:.1%})")
    print(f"  passing with a premise     {score.n_noisy}")
    print(f"  decisive facts wrong       {len(score.wrong)} of {score.n_decisive}")
    print(f"  time for each test         {1000 * score.seconds / max(1, score.n_tests):.2f} ms")
    print(f"  decisive kinds             {dict(score.by_kind)}")
    for line in score.wrong[:20]:
        print(f"  WRONG {line}")


if __name__ == "__main__":
    main()
