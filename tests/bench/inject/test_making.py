"""Cases of a real little repository: where faults go, and that a seed gives them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from patchcritic.bench.inject import CaseMaker, FaultyCase
from patchcritic.bench.run.case import prepare_case
from patchcritic.diff import parse_patch
from patchcritic.domain import Instance
from patchcritic.errors import PatchDoesNotApply
from patchcritic.snapshot import Workspace
from patchcritic.symbols import SymbolIndex

CLAMP, SPREAD, UNUSED = range(1, 7), range(7, 11), range(13, 15)
Make = Callable[..., list[FaultyCase]]


@pytest.fixture
def make(repo: Path) -> Make:
    def run(
        instance: Instance, *, seed: int = 0, max_faults: int = 1, n_cases: int = 4
    ) -> list[FaultyCase]:
        with Workspace.open(repo) as workspace:
            maker = CaseMaker(
                workspace=workspace,
                index=SymbolIndex(),
                seed=seed,
                max_faults=max_faults,
                n_cases=n_cases,
            )
            return list(maker.make(prepare_case(instance)))

    return run


def test_faults_stand_in_the_functions_that_the_reference_changes(
    make: Make, instance: Instance, repo: Path
) -> None:
    cases = make(instance, max_faults=3)
    assert [one.name for one in cases] == [f"inject-{number:02}" for number in range(1, 5)]
    places = [fault.place for one in cases for fault in one.faults]
    assert all(path == "tinycalc.py" and line in CLAMP for path, line in places)
    assert len({one.patch for one in cases}) == 4
    assert any(len(one.faults) > 1 for one in cases)
    with Workspace.open(repo) as workspace:
        base = workspace.resolve("HEAD")
        right = workspace.apply(base, parse_patch(instance.patch))
        for one in cases:
            assert workspace.apply(base, parse_patch(one.patch)) != right


def test_without_a_reference_only_what_tests_reach(make: Make, instance: Instance) -> None:
    cases = make(replace(instance, patch=""), n_cases=30)
    lines = {fault.line for one in cases for fault in one.faults}
    assert lines & set(CLAMP)
    assert lines & set(SPREAD)
    assert not lines & set(UNUSED)


def test_a_seed_gives_the_same_cases_and_more_of_them(make: Make, instance: Instance) -> None:
    four = make(instance, seed=7, max_faults=5)
    assert make(instance, seed=7, max_faults=5) == four
    assert make(instance, seed=7, max_faults=5, n_cases=2) == four[:2]
    assert make(instance, seed=8, max_faults=5) != four


def test_functions_have_only_so_many_faults(make: Make, instance: Instance) -> None:
    cases = make(instance, n_cases=200)
    faults = [(fault.operator, fault.line) for one in cases for fault in one.faults]
    assert 10 < len(cases) < 60
    assert len({one.patch for one in cases}) == len(cases)
    assert ("off-by-one-boundary", 4) in faults


def test_a_change_without_functions_gives_no_case(make: Make, instance: Instance) -> None:
    notes = "--- /dev/null\n+++ b/NOTES\n@@ -0,0 +1 @@\n+nothing\n"
    assert make(replace(instance, patch=notes)) == []


def test_a_reference_that_does_not_apply(make: Make, instance: Instance) -> None:
    stale = instance.patch.replace("return low", "return lower")
    with pytest.raises(PatchDoesNotApply):
        make(replace(instance, patch=stale))
