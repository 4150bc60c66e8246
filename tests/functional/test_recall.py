"""Every test whose outcome a patch truly changes is among the associated ones."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

CHANGING = [
    "breaks.patch",
    "calendar-lookup.patch",
    "format-clock.patch",
    "interval-overlap.patch",
    "watch-sleep.patch",
    "zoned-moments.patch",
]


@pytest.fixture
def associated(cli: Cli, repo: Path, patches: Path) -> Callable[[str], dict[str, Any]]:
    def run(patch: str) -> dict[str, Any]:
        arguments = ["tests", "--repo", repo, "--diff", patches / patch, "--format", "json"]
        added = patches / patch.replace(".patch", ".tests.patch")
        if added.exists():
            arguments += ["--test-patch", added]
        result = cli(*arguments)
        assert result.code == 0, result.stderr
        return {test["node_id"]: test for test in result.report["tests"]}

    return run


@pytest.mark.parametrize("patch", CHANGING)
def test_nothing_that_changes_is_missed(
    associated: Callable[[str], dict[str, Any]], fixtures_dir: Path, patch: str
) -> None:
    record = json.loads((fixtures_dir / "outcomes.json").read_text(encoding="utf-8"))
    changed = set(record["patches"][patch]["differs"])
    assert changed
    assert changed - set(associated(patch)) == set()


def test_inherited_tests_are_reached_through_their_base_class(
    associated: Callable[[str], dict[str, Any]],
) -> None:
    """SpecContract in contracts.py calls render_week; the classes in test_render.py inherit it."""
    found = associated("format-clock.patch")
    for name in ("TestOffice", "TestNightBar", "TestAlways"):
        assert f"tests/test_render.py::{name}::test_renders_canonically" in found


def test_what_no_path_leads_to_is_left_alone(
    associated: Callable[[str], dict[str, Any]],
) -> None:
    assert set(associated("docstrings.patch")) == set()
    assert not [
        node_id
        for node_id in associated("format-clock.patch")
        if node_id.startswith(("tests/test_overrides.py", "tests/check_deadline.py"))
    ]


def test_each_reason_ends_at_the_change(associated: Callable[[str], dict[str, Any]]) -> None:
    for test in associated("format-clock.patch").values():
        assert 0 < test["score"] <= 1
        assert all(reason.endswith("format_clock (changed)") for reason in test["reasons"])
