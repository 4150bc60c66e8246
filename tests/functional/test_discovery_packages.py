"""Node ids found by source are pytest's own, on packages that none of us wrote."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("more-itertools", "toolz", "sqlparse")


@pytest.mark.network
def test_ids_are_those_that_pytest_collects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    bench = importlib.import_module("bench.discovery")
    packages = [package for package in bench.PACKAGES if package.name in NAMES]
    try:
        found = bench.run(packages, sys.executable)
    except bench.IndexUnreachable as problem:
        pytest.skip(f"the package index cannot be reached: {problem}")
    assert len(found) == len(NAMES)
    for row in found:
        assert row.n_pytest > 100, row
        assert row.exact > bench.GOAL, row
        assert row.at_function == 1, row
        assert row.precision > 0.99, row
