"""The tracer in a whole run: what it decides, what it tells the critic, how a person reads it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.functional.conftest import Cli

OVERLAP = "interval-overlap.patch"
UNION = "tests/test_intervals.py::TestIntervalSet::test_union"
EXTRA = """\
--- /dev/null
+++ b/tests/test_extra.py
@@ -0,0 +1,10 @@
+import time
+
+from openhours.intervals import IntervalSet
+
+
+def test_depends_on_the_clock():
+    lunch = IntervalSet([(9, 12)])
+    assert len(lunch) == 1
+    if time.time() > 5:
+        assert len(lunch | IntervalSet([(12, 13)])) == 1
"""


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    """A patch of tests with one that the tracer leaves open."""
    path = tmp_path / "extra.patch"
    path.write_text(EXTRA, encoding="utf-8")
    return path


def test_it_decides_as_execution_did(eval_patch: Cli, fixtures_dir: Path) -> None:
    known = json.loads((fixtures_dir / "outcomes.json").read_text(encoding="utf-8"))
    outcomes = known["base"] | known["patches"][OVERLAP]["differs"]
    done = eval_patch(OVERLAP, "--tracer", "on", "--format", "json", model="all-pass")
    tests = {one["node_id"]: one for one in done.report["tests"]}
    traced = {name: one for name, one in tests.items() if one["decided_by"] == "tracer"}

    assert done.code == 1
    assert len(traced) > 80
    for name, one in traced.items():
        assert one["label"] == {"passed": "pass", "failed": "fail"}[outcomes[name]]
    assert traced[UNION]["p_source"] == "trace"
    assert traced[UNION]["witness"]["actual"] == "IntervalSet([(9, 12), (12, 13), (13, 17)])"
    assert "Traced" in traced[UNION]["rationale"]


def test_off_leaves_all_to_the_critic(eval_patch: Cli) -> None:
    done = eval_patch(OVERLAP, "--tracer", "off", "--format", "json", "--max-tests", "3")

    assert {one["decided_by"] for one in done.report["tests"]} == {"critic"}
    assert "trace" not in done.report["seconds"]


def test_what_it_leaves_open_the_critic_is_told(eval_patch: Cli, extra: Path) -> None:
    shown = eval_patch(
        OVERLAP, "--test-patch", extra, "--tracer", "on", "--show-prompt",
        "tests/test_extra.py::test_depends_on_the_clock",
    )  # fmt: skip

    assert "traced: `assert len(lunch) == 1` holds (left is 1, right is 1)" in shown.stdout
    assert "tests/test_extra.py:9 traced up to here" in shown.stdout


def test_a_dry_run_says_what_it_decides(eval_patch: Cli, extra: Path) -> None:
    done = eval_patch(
        OVERLAP, "--test-patch", extra, "--tracer", "on", "--dry-run", "--format", "json",
        "--tests", "tests/test_extra.py", "--tests", UNION,
    )  # fmt: skip
    decided = {one["node_id"]: one["decided_by"] for one in done.report["tests"]}

    assert decided == {
        UNION: "tracer", "tests/test_extra.py::test_depends_on_the_clock": None,
    }  # fmt: skip


def test_a_person_reads_a_trace(cli: Cli, repo: Path, patches: Path) -> None:
    done = cli("trace", UNION, "--repo", repo, "--diff", patches / OVERLAP)

    assert done.code == 0
    assert f"FAIL {UNION}" in done.stdout
    assert "intervals=[(12, 13)]) gives None  src/openhours/intervals.py:51" in done.stdout
    assert "actual  IntervalSet([(9, 12), (12, 13), (13, 17)])" in done.stdout


def test_a_trace_of_the_tree_before(cli: Cli, repo: Path, patches: Path) -> None:
    done = cli(
        "trace", UNION, "--repo", repo, "--diff", patches / OVERLAP, "--tree", "base", "-f", "json"
    )
    [test] = done.report["tests"]

    assert done.report["tree"] == "base"
    assert test["outcome"] == "pass"
    assert [one["name"] for one in test["steps"] if one["kind"] == "call"][-1].endswith("union")


def test_a_trace_as_a_page(cli: Cli, repo: Path, patches: Path) -> None:
    done = cli("trace", UNION, "--repo", repo, "--diff", patches / OVERLAP, "--format", "html")

    assert done.stdout.startswith("<!doctype html>")
    assert '<details class="call" open>' in done.stdout
    assert "<script" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((UNION, "--format", "xml"), "--format xml is not known"),
        ((UNION, "--tree", "new"), "--tree new is not known"),
        (("tests/test_intervals.py::test_nothing",), "no such test"),
    ],
)
def test_what_cannot_be_traced(
    cli: Cli, repo: Path, patches: Path, arguments: tuple[str, ...], problem: str
) -> None:
    done = cli("trace", *arguments, "--repo", repo, "--diff", patches / OVERLAP)

    assert done.code == 2
    assert problem in done.stderr


def test_doctor_tries_the_wall(cli: Cli) -> None:
    done = cli("doctor", "--model", "static", "--offline", "--json")
    [check] = [one for one in done.report["checks"] if one["name"] == "tracer"]

    assert check["state"] in ("ok", "warn")
    assert set(check["details"]["layers"]) >= {"system-calls", "files", "limits"}
    assert len(check["details"]["attempts"]) == 13
