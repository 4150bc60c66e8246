"""Labelled (patch, test) pairs: the fixture's recorded ones, and mutated packages' own tests.

Nothing of a stranger's code is kept here: a pair is derived from ``package==version``, a seed and
the test's id, and its label comes from running that package's tests in the benchmark.
"""

from __future__ import annotations

import difflib
import hashlib
import importlib
import json
import random
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest
from pathlib import Path

from bench._releases import run_git
from bench.impact_safety import Mutant, fetch_package, propose_mutants, run_mutant, run_tests
from patchcritic.critics.local.critic import PREFERRED_BUDGET
from patchcritic.diff import parse_patch, read_patch
from patchcritic.domain import CriticRequest, Patch
from patchcritic.pipeline import ChangeUnderTest, Clock, Plan, analyse_change
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex

FIXTURES = Path(__file__).parents[1] / "fixtures"
PACKAGES = {
    # name==version: the folder of its tests. Small functions, quick suites, no dependencies.
    "toolz==1.0.0": "toolz",
    "inflection==0.5.1": "test_inflection.py",
    "semver==3.0.4": "tests",
    "voluptuous==0.15.2": "voluptuous/tests",
    "cachetools==6.2.0": "tests",
    "w3lib==2.3.1": "tests",
}
BUDGET = PREFERRED_BUDGET
"""Estimated tokens of code per test, as the embedded critic asks for."""
N_MUTANTS = 3
"""Mutants of a package that are judged as they are; one more is judged the other way round."""
BLATANT = "raises"
"""Of mutations that any reader would see, one a package."""
MAX_TRIES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One test after one patch, and what truly happens."""

    patch_id: str
    """The fixture's patch, or package, function and mutation."""
    request: CriticRequest
    is_pass: bool

    @property
    def id(self) -> str:
        """Tells pairs apart."""
        return f"{self.patch_id} :: {self.request.test.node_id}"


def make_pairs(scratch: Path) -> list[Pair]:
    """All pairs, those of one patch side by side, a patch of each source in turn.

    Downloads and outcomes are kept in ``scratch``.

    Raises ``subprocess.SubprocessError`` when a package cannot be had.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    groups = [list(fixture_pairs(scratch))]
    groups += [list(package_pairs(name, tests, scratch)) for name, tests in PACKAGES.items()]
    by_patch = [
        [list(pairs) for _, pairs in groupby(group, key=lambda pair: pair.patch_id)]
        for group in groups
    ]
    return [pair for turn in zip_longest(*by_patch) for pairs in turn if pairs for pair in pairs]


def fixture_pairs(scratch: Path) -> Iterator[Pair]:
    """At most three failing tests and a passing one of every patch of the fixture."""
    sys.path.insert(0, str(FIXTURES))
    repo = scratch / "openhours"
    if not repo.exists():
        importlib.import_module("make_repo").make_repo(repo)
    record = json.loads((FIXTURES / "outcomes.json").read_text(encoding="utf-8"))
    for name, run in record["patches"].items():
        if not run["applies"]:
            continue
        tests = FIXTURES / "patches" / name.replace(".patch", ".tests.patch")
        change = ChangeUnderTest(
            patch=read_patch(FIXTURES / "patches" / name),
            test_patch=read_patch(tests) if tests.exists() else None,
        )
        truth = {**record["base"], **run["differs"]}
        yield from _choose(name, _requests(repo, change), truth, n_fail=3, n_pass=1)


def package_pairs(package: str, tests: str, scratch: Path) -> Iterator[Pair]:
    """Tests of mutants that some fail and some pass; then of one mutant's way back."""
    repo = fetch_package(package, scratch)
    before = run_tests(repo, tests, scratch / f"{repo.name}.base.json")
    passing = {name for name, outcome in before.items() if outcome == "passed"}
    n_found = 0
    seen: set[str] = set()
    kinds: list[str] = []
    for number, mutant in enumerate(propose_mutants(repo, random.Random(f"{package}:local"))):
        if n_found > N_MUTANTS or number == MAX_TRIES:
            return
        if mutant.function in seen or mutant.what in kinds:
            continue
        after = run_mutant(repo, tests, mutant, scratch, number)
        truth = {name: after[name] for name in passing if name in after} if after else {}
        if "failed" not in truth.values():
            continue
        name = f"{repo.name} {mutant.function}:{mutant.line} {mutant.what}"
        if n_found == N_MUTANTS:
            broken = {name: "passed" for name, status in truth.items() if status == "failed"}
            change = ChangeUnderTest(old=_commit_mutant(repo, mutant), new="HEAD")
            found = list(_choose(f"{name}, undone", _requests(repo, change), broken, n_pass=3))
        else:
            change = ChangeUnderTest(patch=_patch_of(repo, mutant))
            found = list(_choose(name, _requests(repo, change), truth, n_fail=2, n_pass=1))
        if len({pair.is_pass for pair in found}) == 2 or (n_found == N_MUTANTS and found):
            n_found += 1
            seen.add(mutant.function)
            kinds += [mutant.what] * mutant.what.startswith(BLATANT)
            yield from found


def _choose(
    name: str,
    requests: Iterable[CriticRequest],
    truth: dict[str, str],
    *,
    n_pass: int,
    n_fail: int = 0,
) -> Iterator[Pair]:
    """The first few of either outcome in an order that nobody chose, one case per function."""
    left = {True: n_pass, False: n_fail}
    functions: set[str] = set()
    chosen = []
    for request in sorted(requests, key=lambda one: _digest(str(one.test.node_id))):
        status = truth.get(str(request.test.node_id))
        function = str(request.test.node_id.function_id)
        is_pass = status == "passed"
        if status not in {"passed", "failed"} or not left[is_pass] or function in functions:
            continue
        left[is_pass] -= 1
        functions.add(function)
        chosen.append(Pair(patch_id=name, request=request, is_pass=is_pass))
    yield from chosen


def _requests(repo: Path, change: ChangeUnderTest) -> list[CriticRequest]:
    """What the embedded critic would be asked: associated, and undecided by facts."""
    with Workspace.open(repo) as workspace:
        index, clock = SymbolIndex(), Clock()
        plan = Plan(analyse_change(workspace, change, index=index, clock=clock), budget=BUDGET)
        return [step for step in plan.steps() if isinstance(step, CriticRequest)]


def _patch_of(repo: Path, mutant: Mutant) -> Patch:
    old = (repo / mutant.path).read_text(encoding="utf-8").splitlines(keepends=True)
    new = mutant.text.splitlines(keepends=True)
    lines = difflib.unified_diff(old, new, f"a/{mutant.path}", f"b/{mutant.path}")
    return parse_patch(f"diff --git a/{mutant.path} b/{mutant.path}\n{''.join(lines)}")


def _commit_mutant(repo: Path, mutant: Mutant) -> str:
    """A commit that no branch holds, with the mutant in place."""
    file = repo / mutant.path
    original = file.read_text(encoding="utf-8")
    try:
        file.write_text(mutant.text, encoding="utf-8")
        return run_git(repo, "stash", "create").strip()
    finally:
        file.write_text(original, encoding="utf-8")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
