"""What comes out: reports, exit codes, previews."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

Cli = Callable[..., Any]

ONE_TEST = "tests/test_clock.py::test_format_clock[1440-24:00]"


@pytest.fixture(scope="session")
def schema(fixtures_dir: Path) -> Draft202012Validator:
    path = fixtures_dir.parent / "docs" / "report.schema.json"
    loaded = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(loaded)
    return Draft202012Validator(loaded)


class TestJson:
    @pytest.mark.parametrize(
        ("patch", "model"),
        [
            ("interval-overlap.patch", "interval-overlap"),
            ("deadline-timedelta.patch", "all-pass"),
            ("format-clock.patch", "odd"),
            ("watch-sleep.patch", "all-pass"),
            ("docstrings.patch", "all-pass"),
            ("exceptions-module.patch", "all-pass"),
        ],
    )
    def test_fits_its_schema(
        self, eval_patch: Cli, schema: Draft202012Validator, patch: str, model: str
    ) -> None:
        result = eval_patch(patch, "--format", "json", model=model)
        assert [error.message for error in schema.iter_errors(result.report)] == []

    def test_a_failing_test_says_why(self, eval_patch: Cli) -> None:
        result = eval_patch("interval-overlap.patch", "-f", "json", model="interval-overlap")
        worst = result.report["tests"][0]
        assert (
            worst["node_id"] == "tests/test_intervals.py::TestIntervalSet::test_merges_what_touches"
        )
        assert worst["label"] == "fail"
        assert worst["p_pass"] == 0.04
        assert worst["p_source"] == "verbalised"
        assert worst["decided_by"] == "critic"
        assert worst["witness"]["expected"] == "1"
        assert worst["witness"]["line"] == 29
        assert worst["reasons"]

    def test_counts_add_up(self, eval_patch: Cli) -> None:
        report = eval_patch("interval-overlap.patch", "-f", "json", "--max-tests", "7").report
        coverage = report["verdict"]["coverage"]
        assert coverage["judged"] == len(report["tests"]) == 7
        assert coverage["left_out"] == len(report["left_out"])
        assert coverage["associated"] == coverage["judged"] + coverage["left_out"]

    def test_answers_that_cannot_be_read_are_failures_not_verdicts(self, eval_patch: Cli) -> None:
        """The second of the contract's classes abstains; the first one's answer is no JSON."""
        wanted = ("--tests", "tests/test_render.py", "--tests", ONE_TEST)
        result = eval_patch("format-clock.patch", "-f", "json", *wanted, model="odd")
        assert {item["kind"] for item in result.report["failures"]} == {"bad-answer"}
        failed = {item["node_id"] for item in result.report["failures"]}
        assert failed
        assert all("::TestOffice::" in node_id for node_id in failed)
        assert not failed & set(result.labels)
        assert result.labels[ONE_TEST] == "fail"  # a fence and a trailing comma are no obstacle
        bar = "tests/test_render.py::TestNightBar::test_renders_canonically"
        assert result.labels[bar] == "abstain"

    def test_stdout_is_only_json_and_stderr_is_quiet(
        self, run_process: Callable[..., Any], patches: Path, script: Callable[[str], str]
    ) -> None:
        patch = patches / "format-clock.patch"
        done = run_process("eval", "--diff", patch, "-m", script("all-pass"), "-f", "json")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["schema_version"] == 3
        assert done.stderr == ""


class TestConsole:
    def test_names_the_failing_tests_and_the_verdict(self, eval_patch: Cli) -> None:
        result = eval_patch("interval-overlap.patch", model="interval-overlap")
        assert result.code == 1
        assert "FAIL" in result.stdout
        assert "test_touching_spans_are_one" in result.stdout
        assert "expected 1, got 2" in result.stdout
        assert "\x1b" not in result.stdout
        assert max(map(len, result.stdout.splitlines())) <= 110

    def test_says_that_nothing_changes(self, eval_patch: Cli) -> None:
        result = eval_patch("docstrings.patch")
        assert result.code == 0
        assert "PASS" in result.stdout

    def test_quiet(self, eval_patch: Cli) -> None:
        result = eval_patch("interval-overlap.patch", "-q", model="interval-overlap")
        assert (result.code, result.stdout, result.stderr) == (1, "", "")


class TestFacts:
    def test_a_syntax_error_is_decided_without_asking(self, eval_patch: Cli) -> None:
        result = eval_patch("watch-sleep.patch", "--format", "json")
        assert result.code == 1
        assert {test["decided_by"] for test in result.report["tests"]} == {"fact"}
        assert set(result.labels.values()) == {"fail"}
        assert result.report["usage"]["n_calls"] == 0
        assert any(fact["path"] == "src/openhours/watch.py" for fact in result.report["facts"])


class TestExitCodes:
    @pytest.mark.parametrize(
        ("model", "flags", "code"),
        [
            ("interval-overlap", (), 1),
            ("interval-overlap", ("--fail-on", "never"), 0),
            ("interval-overlap", ("--fail-on", "uncertain"), 1),
            ("all-pass", (), 0),
            ("all-pass", ("--fail-on", "uncertain"), 0),
            ("all-pass", ("--threshold", "0.95"), 4),
            ("interval-overlap", ("--threshold", "0.01"), 0),
        ],
    )
    def test_verdicts(self, eval_patch: Cli, model: str, flags: tuple[str, ...], code: int) -> None:
        assert eval_patch("interval-overlap.patch", *flags, model=model).code == code

    @pytest.mark.parametrize(("fail_on", "code"), [("fail", 4), ("uncertain", 1), ("never", 0)])
    def test_uncertain(self, eval_patch: Cli, fail_on: str, code: int) -> None:
        flags = ("--tests", "tests/test_render.py::TestNightBar", "--fail-on", fail_on)
        result = eval_patch("format-clock.patch", *flags, "--format", "json", model="odd")
        assert result.report["verdict"]["label"] == "uncertain"
        assert result.code == code

    def test_no_tests(self, eval_patch: Cli, repo: Path) -> None:
        """Nothing in the tests names what a new, unused function does."""
        added = repo.parent / "added.patch"
        added.write_text(
            "--- /dev/null\n+++ b/src/openhours/unused.py\n@@ -0,0 +1,2 @@\n"
            "+def nobody_calls_this():\n+    return 1\n",
            encoding="utf-8",
        )
        result = eval_patch(added, "--format", "json")
        assert result.code == 4
        assert result.report["tests"] == []
        assert result.report["verdict"]["label"] == "uncertain"


class TestMaxTests:
    def test_a_cut_never_turns_into_a_silent_pass(self, eval_patch: Cli) -> None:
        """37 tests truly fail with this patch; the 4 judged ones are said to pass."""
        result = eval_patch("calendar-lookup.patch", "--max-tests", "4")
        assert "PASS  p_pass" not in result.stdout or "not judged" in result.stdout


class TestFile:
    def test_json_by_its_suffix(self, eval_patch: Cli, tmp_path: Path) -> None:
        path = tmp_path / "report.json"
        result = eval_patch("format-clock.patch", "-o", path)
        assert result.code == 0
        assert json.loads(path.read_text(encoding="utf-8"))["schema_version"] == 3
        assert "PASS" in result.stdout

    def test_a_place_that_cannot_be_written(self, eval_patch: Cli, tmp_path: Path) -> None:
        result = eval_patch("format-clock.patch", "-o", tmp_path / "absent" / "report.json")
        assert result.code == 2
        assert "absent" in result.stderr

    def test_is_refused_before_anybody_is_asked(self, eval_patch: Cli, tmp_path: Path) -> None:
        eval_patch("format-clock.patch", "-o", tmp_path / "absent" / "report.json")
        report = eval_patch("format-clock.patch", "--format", "json").report
        assert not any(test["cached"] for test in report["tests"])

    def test_a_suffix_that_names_no_format(self, eval_patch: Cli, tmp_path: Path) -> None:
        result = eval_patch("format-clock.patch", "-o", tmp_path / "report.yaml")
        assert result.code == 2
        assert ".yaml" in result.stderr


class TestPreviews:
    def test_dry_run_asks_nobody(self, eval_patch: Cli, tmp_path: Path) -> None:
        result = eval_patch("format-clock.patch", "--dry-run")
        assert result.code == 0
        assert ONE_TEST in result.stdout
        assert "token" in result.stdout
        assert not list((tmp_path / "cache").rglob("answers*"))

    def test_dry_run_as_json(self, eval_patch: Cli) -> None:
        result = eval_patch("format-clock.patch", "--dry-run", "--format", "json")
        assert result.code == 0
        listed = {test["node_id"] for test in result.report["tests"]}
        assert ONE_TEST in listed

    def test_show_prompt(self, eval_patch: Cli) -> None:
        result = eval_patch("format-clock.patch", "--show-prompt", ONE_TEST)
        assert result.code == 0
        text = result.stdout
        assert "def format_clock(minute)" in text
        assert "divmod(minute % MINUTES_PER_DAY, 60)" in text
        assert text.rindex("def test_format_clock") > text.index("divmod")

    def test_show_prompt_of_an_absent_test(self, eval_patch: Cli) -> None:
        result = eval_patch("format-clock.patch", "--show-prompt", "tests/test_clock.py::test_no")
        assert result.code == 2
        assert "tests/test_clock.py::test_no" in result.stderr


class TestCache:
    def test_the_second_run_asks_nobody(self, eval_patch: Cli) -> None:
        first = eval_patch("format-clock.patch", "--format", "json").report
        second = eval_patch("format-clock.patch", "--format", "json").report
        assert not any(test["cached"] for test in first["tests"])
        assert all(test["cached"] for test in second["tests"])
        assert second["usage"]["n_calls"] == 0
        assert second["verdict"] == first["verdict"]

    def test_no_cache(self, eval_patch: Cli, tmp_path: Path) -> None:
        for _ in range(2):
            report = eval_patch("format-clock.patch", "--no-cache", "--format", "json").report
            assert not any(test["cached"] for test in report["tests"])
        assert not list((tmp_path / "cache").rglob("*"))
