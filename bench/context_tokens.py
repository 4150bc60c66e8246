"""Prompt tokens of one test in each context mode, and the share that all tests of a patch share.

By default the fixture's patches and two releases each of packages from the index are measured.
``PATCHCRITIC_BENCH_GIT`` names git repositories whose last commits are measured instead (separated
as in ``PATH``); ``PATCHCRITIC_BENCH_INSTANCES`` a JSONL file of SWE-bench rows, with
``PATCHCRITIC_BENCH_REPOS`` as the folder that holds their clones by name.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench._releases import PACKAGES, make_repositories
from patchcritic.context import ContextBuilder, ContextMode, count_tokens
from patchcritic.diff import parse_patch, read_patch
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import CriticRequest, Patch, Snapshots, TestCase
from patchcritic.impact import associate, find_changes, find_impact
from patchcritic.prompts import render_prompt
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex

MODES: tuple[ContextMode, ...] = ("none", "diff", "function", "slice")
FIXTURES = Path(__file__).parents[1] / "fixtures"
N_COMMITS = 15
MAX_TESTS = 15
MANY = 5
"""Tests from which on a patch counts for the shared prefix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One patch and the tests that it can affect."""

    name: str
    snapshots: Snapshots
    patch: Patch
    tests: tuple[TestCase, ...]
    index: SymbolIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Mean tokens of one test's prompt for one patch and mode."""

    total: float
    prefix: float
    """Rules and shared part, which a prefix cache keeps."""
    once: float
    """As ``total``, with the prefix paid for once and not for every test."""


def main() -> None:
    """Print tokens per mode against whole files, and the shared share of the slice."""
    ratios: dict[ContextMode, list[float]] = {mode: [] for mode in MODES}
    shares: list[float] = []
    paid_once: list[float] = []
    print(
        f"{'patch':40} {'tests':>5} {'whole':>7} "
        + " ".join(f"{m:>8}" for m in MODES)
        + f" {'once':>8} shared"
    )
    for sample in _samples():
        whole = _count_whole_files(sample)
        sizes = {mode: _measure(sample, mode) for mode in MODES}
        for mode in MODES:
            ratios[mode].append(sizes[mode].total / whole)
        share = sizes["slice"].prefix / sizes["slice"].total
        if len(sample.tests) >= MANY:
            shares.append(share)
        row = " ".join(f"{sizes[mode].total:8.0f}" for mode in MODES)
        once = sizes["slice"].once
        paid_once.append(once / whole)
        name = f"{sample.name[:40]:40} {len(sample.tests):5}"
        print(f"{name} {whole:7.0f} {row} {once:8.0f} {share:6.0%}")
    if not ratios["slice"]:
        print("no patch with associated tests")
        return
    for mode in MODES:
        middle, mean = statistics.median(ratios[mode]), statistics.mean(ratios[mode])
        print(f"{mode:8} / whole files: median {middle:.1%}, mean {mean:.1%}")
    middle, mean = statistics.median(paid_once), statistics.mean(paid_once)
    print(f"slice, the prefix paid for once / whole files: median {middle:.1%}, mean {mean:.1%}")
    if shares:
        middle = statistics.median(shares)
        print(f"shared prefix of patches with {MANY}+ tests: median {middle:.0%} (n={len(shares)})")


def _measure(sample: Sample, mode: ContextMode) -> Sizes:
    changed = find_changes(sample.snapshots, sample.patch, sample.index)
    builder = ContextBuilder(
        sample.snapshots, sample.patch, changed, sample.index, mode=mode, tests=sample.tests
    )
    total = prefix = 0
    for test in sample.tests:
        request = CriticRequest(patch=sample.patch, test=test, context=builder.build(test))
        prompt = render_prompt(request)
        shared = count_tokens(prompt.system) + count_tokens(prompt.prefix)
        prefix += shared
        total += shared + count_tokens(prompt.tail)
    n = len(sample.tests)
    return Sizes(total=total / n, prefix=prefix / n, once=(total - prefix + prefix / n) / n)


def _count_whole_files(sample: Sample) -> float:
    """Mean tokens of the changed sources and the test's file, as a plain prompt shows them."""
    read = sample.snapshots.patched.read
    sources = sum(count_tokens(read(file.path) or "") for file in sample.patch.source_files)
    own = [count_tokens(read(test.span.path) or "") for test in sample.tests]
    return sources + statistics.mean(own)


def _samples() -> Iterator[Sample]:
    if rows := os.environ.get("PATCHCRITIC_BENCH_INSTANCES"):
        repos = Path(os.environ.get("PATCHCRITIC_BENCH_REPOS", "."))
        for line in Path(rows).read_text(encoding="utf-8").splitlines():
            yield from _from_instance(json.loads(line), repos)
        return
    if repos := os.environ.get("PATCHCRITIC_BENCH_GIT"):
        for repo in repos.split(os.pathsep):
            yield from _from_history(Path(repo))
        return
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as folder:
        yield from _from_fixture(Path(folder) / "openhours")
        for name, place in make_repositories(PACKAGES, Path(folder)).items():
            with Workspace.open(place) as workspace:
                old, new = workspace.resolve("base"), workspace.resolve("next")
                yield from _make_sample(workspace, f"{name}, two releases", old, new)


def _from_fixture(repo: Path) -> Iterator[Sample]:
    command = [sys.executable, str(FIXTURES / "make_repo.py"), str(repo)]
    subprocess.run(command, check=True, capture_output=True)
    with Workspace.open(repo) as workspace:
        base = workspace.resolve("HEAD")
        for path in sorted((FIXTURES / "patches").glob("*.patch")):
            if path.stem != "render-days" and ".tests." not in path.name:  # it does not apply
                patched = workspace.apply(base, read_patch(path))
                yield from _make_sample(workspace, f"fixture {path.stem}", base, patched)


def _from_instance(row: dict[str, str], repos: Path) -> Iterator[Sample]:
    with Workspace.open(repos / row["repo"].rpartition("/")[2]) as workspace:
        base = workspace.resolve(row["base_commit"])
        patched = workspace.apply(base, parse_patch(row["patch"]))
        patched = workspace.apply(patched, parse_patch(row["test_patch"]))
        yield from _make_sample(workspace, row["instance_id"], base, patched)


def _from_history(repo: Path) -> Iterator[Sample]:
    command = ["git", "-C", str(repo), "log", "--no-merges", "--format=%H", f"-{N_COMMITS}"]
    run = subprocess.run([*command, "--", "*.py"], capture_output=True, text=True, check=True)
    with Workspace.open(repo) as workspace:
        for commit in run.stdout.split():
            try:
                old, new = workspace.resolve(f"{commit}^"), workspace.resolve(commit)
            except Exception as problem:
                print(f"{commit[:12]} skipped: {problem}")
                continue
            yield from _make_sample(workspace, f"{repo.resolve().name} {commit[:12]}", old, new)


def _make_sample(workspace: Workspace, name: str, old: str, new: str) -> Iterator[Sample]:
    index = SymbolIndex()
    snapshots = Snapshots(base=workspace.snapshot(old), patched=workspace.snapshot(new))
    patch = parse_patch(workspace.diff(old, new))
    if not any(file.path.endswith(".py") for file in patch.source_files):
        return
    layout = load_layout(snapshots.patched)
    changed = find_changes(snapshots, patch, index)
    impact = find_impact(snapshots, patch, changed, index, is_test_file=layout.is_test_file)
    found = discover_tests(snapshots.patched, impact.test_paths, layout).tests
    by_id = {test.node_id: test for test in found}
    nearest = associate(impact, found)[:MAX_TESTS]
    if nearest:
        tests = tuple(by_id[one.node_id] for one in nearest)
        yield Sample(name=name, snapshots=snapshots, patch=patch, tests=tests, index=index)


if __name__ == "__main__":
    main()
