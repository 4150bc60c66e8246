"""Every way to name a change, and every way to name tests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

OVERLAP_FAILURES = {
    "tests/test_intervals.py::TestIntervalSet::test_merges_what_touches",
    "tests/test_intervals.py::TestIntervalSet::test_union",
    "tests/test_parser.py::WhenHoursAreParsed::test_touching_spans_are_one",
    "tests/test_render.py::TestAlways::test_half_days_that_touch_are_whole_days",
}
Cli = Callable[..., Any]
Git = Callable[..., str]


@pytest.fixture
def committed(repo: Path, patches: Path, git: Git) -> Path:
    """The repository with ``interval-overlap.patch`` committed on a branch."""
    git(repo, "switch", "--quiet", "-c", "overlap")
    git(repo, "apply", str(patches / "interval-overlap.patch"))
    git(repo, "commit", "--quiet", "-am", "Say when intervals overlap")
    return repo


def failing(result: Any) -> set[str]:
    return {node_id for node_id, label in result.labels.items() if label == "fail"}


def judge(eval_patch: Cli, *arguments: str | Path, **options: Any) -> Any:
    return eval_patch(None, *arguments, "--format", "json", model="interval-overlap", **options)


class TestTheChange:
    def test_a_file(self, eval_patch: Cli) -> None:
        result = eval_patch("interval-overlap.patch", "-f", "json", model="interval-overlap")
        assert result.code == 1
        assert failing(result) == OVERLAP_FAILURES
        assert result.report["verdict"]["label"] == "fail"
        assert set(result.report["verdict"]["decisive"]) <= OVERLAP_FAILURES

    def test_standard_input(self, eval_patch: Cli, patches: Path) -> None:
        diff = (patches / "interval-overlap.patch").read_bytes()
        assert failing(judge(eval_patch, "--diff", "-", stdin=diff)) == OVERLAP_FAILURES

    @pytest.mark.parametrize(
        "spelling", ["main..overlap", "main...overlap", "HEAD~..HEAD", "main.."]
    )
    def test_a_range(self, eval_patch: Cli, committed: Path, spelling: str) -> None:
        assert failing(judge(eval_patch, "--diff", spelling)) == OVERLAP_FAILURES

    def test_base(self, eval_patch: Cli, committed: Path, git: Git) -> None:
        git(committed, "switch", "--quiet", "main")
        (committed / "README.md").write_text("moved on\n", encoding="utf-8")
        git(committed, "commit", "--quiet", "-am", "Main moves on")
        git(committed, "switch", "--quiet", "overlap")
        result = judge(eval_patch, "--base", "main")
        assert failing(result) == OVERLAP_FAILURES
        assert {symbol["path"] for symbol in result.report["changed"]} == {
            "src/openhours/intervals.py"
        }

    def test_a_file_on_another_base(self, eval_patch: Cli, committed: Path, patches: Path) -> None:
        """The branch has the change already; on its base it still applies."""
        patch = patches / "interval-overlap.patch"
        assert judge(eval_patch, "--diff", patch).code == 2
        assert failing(judge(eval_patch, "--diff", patch, "--base", "main")) == OVERLAP_FAILURES

    def test_staged(self, eval_patch: Cli, repo: Path, patches: Path, git: Git) -> None:
        git(repo, "apply", "--cached", str(patches / "interval-overlap.patch"))
        assert failing(judge(eval_patch, "--staged")) == OVERLAP_FAILURES

    def test_nothing_is_staged(self, eval_patch: Cli) -> None:
        result = judge(eval_patch, "--staged")
        assert result.code == 2
        assert "nothing is staged" in result.stderr

    def test_what_is_only_in_the_work_tree_is_not_judged(self, eval_patch: Cli, repo: Path) -> None:
        (repo / "src/openhours/intervals.py").write_text("syntax error(", encoding="utf-8")
        result = eval_patch("docstrings.patch", "--format", "json")
        assert result.code == 0
        assert {s["path"] for s in result.report["changed"]} <= {
            "src/openhours/week.py",
            "src/openhours/parser.py",
        }

    def test_a_second_diff_with_the_tests(self, eval_patch: Cli, patches: Path) -> None:
        tests = patches / "zoned-moments.tests.patch"
        flags = ("--test-patch", tests, "-f", "json")
        result = eval_patch("zoned-moments.patch", *flags, model="zoned-moments")
        assert result.code == 1
        node_id = "tests/test_schedule.py::TestZonedMoments::test_next_closing"
        assert failing(result) == {node_id}
        assert result.labels[node_id.replace("next_closing", "is_open")] == "pass"

    def test_tests_in_the_same_diff_come_first(self, eval_patch: Cli) -> None:
        result = eval_patch("breaks.patch", "--max-tests", "3", "--format", "json")
        assert set(result.labels) == {
            "tests/test_schedule.py::TestBreaks::test_lunch",
            "tests/test_schedule.py::TestBreaks::test_none[saturday]",
            "tests/test_schedule.py::TestBreaks::test_none[sunday]",
        }

    def test_from_a_folder_inside(
        self, cli: Cli, repo: Path, script: Callable[[str], str], patches: Path
    ) -> None:
        patch = patches / "format-clock.patch"
        flags = ("--diff", patch, "-m", script("all-pass"), "-f", "json")
        inside = cli("eval", "--repo", repo / "src" / "openhours", *flags)
        assert inside.code == 0
        assert inside.labels == cli("eval", "--repo", repo, *flags).labels


class TestTheTests:
    def test_one(self, eval_patch: Cli) -> None:
        node_id = "tests/test_clock.py::test_format_clock[1440-24:00]"
        result = eval_patch("format-clock.patch", "--tests", node_id, "--format", "json")
        assert list(result.labels) == [node_id]

    def test_a_function_means_all_its_cases(self, eval_patch: Cli) -> None:
        flags = ("--tests", "tests/test_clock.py::test_format_clock", "--format", "json")
        assert set(eval_patch("format-clock.patch", *flags).labels) == {
            "tests/test_clock.py::test_format_clock[0-00:00]",
            "tests/test_clock.py::test_format_clock[1440-24:00]",
            "tests/test_clock.py::test_format_clock[1560-02:00]",
        }

    def test_several_and_from_a_file(self, eval_patch: Cli, tmp_path: Path) -> None:
        listed = tmp_path / "wanted.txt"
        listed.write_text(
            "tests/test_clock.py::test_floor_and_ceil\n\n"
            "tests/test_parser.py::WhenHoursAreParsed::test_touching_spans_are_one\n",
            encoding="utf-8",
        )
        flags = ("--tests", f"@{listed}", "--tests", "tests/test_intervals.py::TestInterval")
        labels = eval_patch("interval-overlap.patch", *flags, "--format", "json").labels
        assert set(labels) == {
            "tests/test_clock.py::test_floor_and_ceil",
            "tests/test_parser.py::WhenHoursAreParsed::test_touching_spans_are_one",
            "tests/test_intervals.py::TestInterval::test_length",
            "tests/test_intervals.py::TestInterval::test_is_half_open",
            "tests/test_intervals.py::TestInterval::test_refuses_nothing[3]",
            "tests/test_intervals.py::TestInterval::test_refuses_nothing[2]",
        }

    @pytest.mark.parametrize(
        "wanted", ["tests/test_clock.py::test_missing", "tests/absent.py", "@absent.txt"]
    )
    def test_absent(self, eval_patch: Cli, wanted: str) -> None:
        result = eval_patch("format-clock.patch", "--tests", wanted)
        assert result.code == 2
        assert wanted.removeprefix("@") in result.stderr
        assert result.stdout == ""

    def test_absent_is_said_in_words(self, eval_patch: Cli) -> None:
        result = eval_patch("format-clock.patch", "--tests", "tests/absent.py")
        assert "Unmatched(" not in result.stderr
