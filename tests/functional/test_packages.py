"""Packages that none of us wrote, from the package index, judged from release to release."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

pytestmark = pytest.mark.network


@pytest.fixture(scope="module")
def bench() -> Callable[[str], ModuleType]:
    """Import a module of the bench folder, which is no part of the package."""

    def load(name: str) -> ModuleType:
        with pytest.MonkeyPatch.context() as patch:
            patch.syspath_prepend(Path(__file__).resolve().parents[2])
            return importlib.import_module(f"bench.{name}")

    return load


@pytest.fixture(scope="module")
def outcomes(
    bench: Callable[[str], ModuleType], tmp_path_factory: pytest.TempPathFactory
) -> list[Any]:
    """Six downloads and three runs, about 40 s on two cores."""
    releases, folder = bench("_releases"), tmp_path_factory.mktemp("packages")
    chosen = releases.PACKAGES[:3]
    try:
        repositories = releases.make_repositories(chosen, folder)
    except releases.IndexUnreachable as problem:
        pytest.skip(str(problem))
    judge = bench("packages").judge_release
    return [judge(package, repositories[package.name], folder) for package in chosen]


def test_eval_runs_through(outcomes: list[Any]) -> None:
    assert len(outcomes) == 3
    for outcome in outcomes:
        assert outcome.label in {"pass", "fail", "uncertain"}
        assert outcome.associated > 0
        assert outcome.judged > 0


def test_discovery_finds_what_pytest_collects(outcomes: list[Any]) -> None:
    for outcome in outcomes:
        assert len(outcome.collected) > 100
        assert outcome.found_share > 0.95, sorted(outcome.missed)[:10]
