"""``patchcritic bench run`` on the fixture repository: rows, reports, resuming, engines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from patchcritic.bench.rows import read_patch_rows, read_test_rows
from patchcritic.domain import Label, TestStatus, VerdictLabel

F2P = "tests/test_schedule.py::TestZonedMoments::test_next_closing"
P2P = "tests/test_schedule.py::test_never_closes"
GONE = "tests/test_schedule.py::test_that_nobody_wrote"
CLOCK = "tests/test_clock.py::test_format_clock"

Cli = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A dataset on disk, and the command that judges it."""

    folder: Path
    cli: Cli

    def run(self, *words: str | Path, out: str = "out", is_cached: bool = False) -> Any:
        return self.cli(*self.command(*words, out=out, is_cached=is_cached))

    def command(
        self, *words: str | Path, out: str = "out", is_cached: bool = False
    ) -> tuple[str | Path, ...]:
        given: dict[str, str | Path] = {
            "--dataset": self.folder / "dataset.jsonl",
            "--predictions": self.folder / "predictions.jsonl",
            "--repos": self.folder / "repos",
            "--out": self.folder / out,
            "--model": f"scripted:{self.folder / 'script.jsonl'}",
        }
        short: list[str | Path] = [
            part for name, value in given.items() if name not in words for part in (name, value)
        ]
        cache = () if is_cached else ("--no-cache",)  # a kept answer costs no call
        return ("bench", "run", *cache, *short, *words)

    def patches(self, out: str = "out") -> dict[tuple[str, str], Any]:
        rows = read_patch_rows(self.folder / out / "patches.jsonl")
        return {(row.instance_id, row.submission): row for row in rows}

    def tests(self, out: str = "out") -> dict[tuple[str, str, str], Any]:
        rows = read_test_rows(self.folder / out / "tests.jsonl")
        return {(row.instance_id, row.submission, row.node_id): row for row in rows}

    def report(self, instance_id: str, submission: str, out: str = "out") -> dict[str, Any]:
        reports = self.folder / out / "reports"
        (path,) = reports.glob(f"*/{submission}/{instance_id}/report.json")
        report: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))[instance_id]
        return report

    def results(self, out: str = "out") -> dict[str, bytes]:
        """Every file that must not depend on when and where the work was done."""
        top = self.folder / out
        names = ("report.json", "report.html", "tests.jsonl")
        paths = [*top.rglob("reports/**/*.json"), *(top / name for name in names)]
        found = {str(path.relative_to(top)): path.read_bytes() for path in paths}
        rows = [
            {name: value for name, value in json.loads(line).items() if name != "seconds"}
            for line in (top / "patches.jsonl").read_text(encoding="utf-8").splitlines()
        ]
        return found | {"patches.jsonl": json.dumps(rows).encode()}


def write_lines(path: Path, *rows: dict[str, Any]) -> None:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


@pytest.fixture
def bench(
    cli: Cli, template_repo: Path, git: Callable[..., str], patches: Path, tmp_path: Path
) -> Bench:
    commit = git(template_repo, "rev-parse", "HEAD").strip()

    def read(name: str) -> str:
        return (patches / name).read_text(encoding="utf-8")

    zoned, tests = read("zoned-moments.patch"), read("zoned-moments.tests.patch")
    base = {"repo": "acme/openhours", "base_commit": commit}
    write_lines(
        tmp_path / "dataset.jsonl",
        base
        | {
            "instance_id": "acme__openhours-1",
            "patch": zoned,
            "test_patch": tests,
            "FAIL_TO_PASS": json.dumps([F2P]),
            "PASS_TO_PASS": [P2P, GONE],
        },
        base
        | {
            "instance_id": "acme__openhours-2",
            "patch": read("format-clock.patch"),
            "FAIL_TO_PASS": [],
            "PASS_TO_PASS": [CLOCK],
        },
    )

    def prediction(number: int, name: str, patch: str) -> dict[str, Any]:
        instance_id = f"acme__openhours-{number}"
        return {"instance_id": instance_id, "model_name_or_path": name, "model_patch": patch}

    write_lines(
        tmp_path / "predictions.jsonl",
        prediction(1, "lab/good", zoned),
        prediction(1, "own-tests", zoned + tests),
        prediction(1, "stale", read("render-days.patch")),
        prediction(1, "garbage", "I could not make a patch, sorry."),
        prediction(2, "lab/good", read("exceptions-module.patch")),
        prediction(9, "lab/good", zoned),
    )
    write_lines(
        tmp_path / "script.jsonl",
        {"match": "*test_next_closing", "response": {"label": "fail", "p_pass": 0.1}},
        {"match": "*", "response": {"label": "pass", "p_pass": 0.9}},
    )
    write_lines(
        tmp_path / "labels.jsonl",
        {
            "instance_id": "acme__openhours-1",
            "submission": "lab/good",
            "node_id": F2P,
            "status": "failed",
        },
    )
    repos = tmp_path / "repos"
    repos.mkdir()
    (repos / "acme__openhours").symlink_to(template_repo)
    return Bench(folder=tmp_path, cli=cli)


def test_every_submission_gets_rows_and_a_report(bench: Bench) -> None:
    result = bench.run("--tests", "f2p", "--labels", bench.folder / "labels.jsonl")
    assert result.code == 0, result.stderr
    rows = bench.patches()
    assert len(rows) == 5
    good = rows["acme__openhours-1", "lab/good"]
    assert (good.verdict, good.is_resolved) == (VerdictLabel.FAIL, False)
    assert good.n_failures == 1
    assert GONE in result.stderr
    test = bench.tests()["acme__openhours-1", "lab/good", F2P]
    assert (test.label, test.status, test.base_status) == (
        Label.FAIL,
        TestStatus.FAILED,
        TestStatus.FAILED,
    )
    assert test.features["n_tokens"] > 100
    assert test.features["test_lines"] == 2
    report = bench.report("acme__openhours-1", "lab__good")
    assert report["patch_exists"]
    assert report["patch_successfully_applied"]
    assert not report["resolved"]
    assert report["tests_status"] == {
        "FAIL_TO_PASS": {"success": [], "failure": [F2P]},
        "PASS_TO_PASS": {"success": [P2P], "failure": [GONE]},
    }
    assert report["patchcritic"]["n_abstained"] == 1


def test_a_patch_that_does_not_apply_resolves_nothing(bench: Bench) -> None:
    result = bench.run("--filter", "*-1")
    rows = bench.patches()
    for name in ("stale", "garbage"):
        row = rows["acme__openhours-1", name]
        assert (row.verdict, row.rule, row.p_pass) == (VerdictLabel.FAIL, "does-not-apply", 0.0)
        assert row.is_resolved is False
        report = bench.report("acme__openhours-1", name)
        assert not report["patch_successfully_applied"]
        assert report["tests_status"]["FAIL_TO_PASS"]["failure"] == [F2P]
        assert f"acme__openhours-1, {name}: " in result.stderr
    # What a candidate does to the tests of the dataset counts for nothing.
    own, good = (rows["acme__openhours-1", name] for name in ("own-tests", "lab/good"))
    assert (own.rule, own.n_tests) == (good.rule, good.n_tests)
    assert own.n_tests > 2


def test_the_lists_of_the_dataset_label_gold_and_empty(bench: Bench) -> None:
    result = bench.run("--tests", "f2p", "--predictions", "gold", "--predictions", "empty")
    assert result.code == 0
    rows, tests = bench.patches(), bench.tests()
    assert rows["acme__openhours-1", "gold"].is_resolved is True
    assert rows["acme__openhours-1", "empty"].is_resolved is False
    assert tests["acme__openhours-1", "gold", F2P].status is TestStatus.PASSED
    assert tests["acme__openhours-1", "empty", F2P].status is TestStatus.FAILED
    assert tests["acme__openhours-1", "empty", P2P].status is TestStatus.PASSED
    summary = json.loads(next(bench.folder.glob("out/reports/*/empty.json")).read_text("utf-8"))
    assert summary["empty_patch_ids"] == ["acme__openhours-1", "acme__openhours-2"]
    assert rows["acme__openhours-2", "empty"].error == "unusable"  # there is nothing to judge
    assert "the change is empty" in result.stderr


def test_a_run_that_was_killed_goes_on(bench: Bench) -> None:
    bench.run()
    before = bench.results()
    result = bench.run()
    assert result.stdout.count("\n0 submissions judged now, 5 judgements of before") == 1
    assert bench.results() == before
    patches, tests = (bench.folder / "out" / f"{name}.jsonl" for name in ("patches", "tests"))
    lines = patches.read_bytes().splitlines(keepends=True)
    patches.write_bytes(b"".join(lines[:2]) + lines[2][:30])
    tests.write_bytes(tests.read_bytes()[:-40])
    result = bench.run()
    assert "3 submissions judged now, 2 judgements of before" in result.stdout
    assert bench.results() == before


def test_a_folder_of_something_else_is_refused(bench: Bench) -> None:
    bench.run("--limit", "1", "--tests", "f2p")
    for words, message in (
        (("--tests", "all"), "another tests (f2p, not all)"),
        (("--tests", "f2p", "--threshold", "0.7"), "another threshold (0.5, not 0.7)"),
        (("--tests", "f2p", "--max-tests", "3"), "another max_tests (None, not 3)"),
    ):
        result = bench.run(*words)
        assert result.code == 2
        assert message in result.stderr
    write_lines(bench.folder / "script.jsonl", {"match": "*", "response": {"label": "pass"}})
    result = bench.run("--tests", "f2p")
    assert result.code == 2
    assert "asked otherwise" in result.stderr


def test_tests_without_an_answer_are_asked_about_again(bench: Bench) -> None:
    script = bench.folder / "script.jsonl"
    fine = script.read_text("utf-8")
    for kind, code, counts in (
        ("timeout", 0, "2 submissions judged now, 2 judgements of before"),
        ("budget", 4, "0 submissions judged now, 0 judgements of before"),
    ):
        out = f"out-{kind}"
        line = {"match": "tests/test_schedule.py*", "error": kind}
        script.write_text(f"{json.dumps(line)}\n{fine}", encoding="utf-8")
        for _ in range(2):
            result = bench.run("--tests", "f2p", "--limit", "1", out=out)
            assert result.code == code, result.stderr
        assert counts in result.stdout  # patches that do not apply need nobody's answer
        rows = bench.patches(out)
        if kind == "budget":
            assert "--max-cost is spent" in result.stdout
            assert ("acme__openhours-1", "lab/good") not in rows
            continue
        row = rows["acme__openhours-1", "lab/good"]
        assert (row.verdict, row.error) == (VerdictLabel.UNCERTAIN, "no-answer: timeout")
        test = bench.tests(out)["acme__openhours-1", "lab/good", F2P]
        assert test.label is Label.ABSTAIN
        assert test.features["is_failure"] == 1


def test_models_and_contexts_stand_side_by_side(bench: Bench) -> None:
    other = f"scripted:{bench.folder / 'other.jsonl'}"
    write_lines(
        bench.folder / "other.jsonl",
        {"match": "*", "response": {"label": "pass", "p_pass": 0.8}},
    )
    first = f"scripted:{bench.folder / 'script.jsonl'}"
    result = bench.run(
        *("--model", first, "--model", other, "--context", "slice", "--context", "none"),
        *("--limit", "1"),
    )
    assert result.code == 0
    arms = {row.arm for row in read_patch_rows(bench.folder / "out" / "patches.jsonl")}
    assert arms == {first, other, f"{first} context=none", f"{other} context=none"}
    tokens = {
        row.arm: row.features["n_tokens"]
        for row in read_test_rows(bench.folder / "out" / "tests.jsonl")
        if row.node_id == F2P and row.submission == "lab/good"
    }
    assert tokens[f"{first} context=none"] < tokens[first]


@pytest.mark.parametrize("words", [("--jobs", "2"), ("--engine", "ray", "--jobs", "2")])
def test_the_engine_changes_nothing(bench: Bench, words: tuple[str, ...]) -> None:
    if "ray" in words:
        pytest.importorskip("ray")
    bench.run(out="plain")
    assert bench.run(*words).code == 0
    assert bench.results() == bench.results("plain")


def test_swebench_reads_the_reports(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """``swebench.harness.reporting.make_run_report`` finds the reports and says the same."""
    pytest.importorskip("swebench")
    reporting = import_module("swebench.harness.reporting")
    grading = import_module("swebench.harness.grading")
    bench.run("--tests", "f2p", "--predictions", "gold", "--predictions", "empty")
    (arm,) = (path for path in (bench.folder / "out" / "reports").iterdir())
    monkeypatch.setattr(reporting, "RUN_EVALUATION_LOG_DIR", arm.parent)
    dataset = [
        json.loads(line)
        for line in (bench.folder / "dataset.jsonl").read_text("utf-8").splitlines()
    ]
    for name in ("gold", "empty"):
        predictions = {
            row["instance_id"]: {
                "instance_id": row["instance_id"],
                "model_name_or_path": name,
                "model_patch": row["patch"] if name == "gold" else "",
            }
            for row in dataset
        }
        path = reporting.make_run_report(
            predictions, dataset, arm.name, report_dir=str(bench.folder)
        )
        theirs = json.loads(path.read_text("utf-8"))
        ours = json.loads((arm / f"{name}.json").read_text("utf-8"))
        assert {key: ours[key] for key in theirs} == theirs
    report = bench.report("acme__openhours-1", "gold")
    assert grading.get_resolution_status(report["tests_status"]) == "RESOLVED_NO"
    report = bench.report("acme__openhours-2", "gold")
    assert grading.get_resolution_status(report["tests_status"]) == "RESOLVED_FULL"


def test_without_the_repository_nothing_is_judged(bench: Bench, template_repo: Path) -> None:
    (bench.folder / "repos" / "acme__openhours").unlink()
    result = bench.run()
    assert result.code == 4
    notes = [line for line in result.stderr.splitlines() if "no repository" in line]
    assert len(notes) == 2  # one per instance, not one per submission
    assert "5 skipped" in result.stdout
    assert {row.error for row in bench.patches().values()} == {"no-repository"}
    (bench.folder / "repos" / "acme__openhours").symlink_to(template_repo)
    assert bench.run().code == 0  # what was skipped is tried again
    assert not any(row.error for row in bench.patches().values())


def test_a_missing_repository_is_cloned_when_that_is_allowed(
    bench: Bench, template_repo: Path
) -> None:
    (bench.folder / "repos" / "acme__openhours").unlink()
    upstream = bench.folder / "upstream" / "acme"
    upstream.mkdir(parents=True)
    (upstream / "openhours").symlink_to(template_repo)
    result = bench.run("--limit", "1", "--clone-from", f"file://{bench.folder}/upstream/{{repo}}")
    assert result.code == 0, result.stderr
    assert (bench.folder / "repos" / "acme__openhours" / "HEAD").is_file()
    assert len(bench.patches()) == 4


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--tests", "some"), "--tests some is not one of"),
        (("--engine", "moon"), "--engine moon is not one of"),
        (("--context", "all"), "--context all is not one of"),
        (("--tests", "labelled"), "needs --labels"),
        (("--jobs", "2", "--max-cost", "1"), "--max-cost needs a run of one process"),
        (("--filter", "none-*"), "no instance that fits"),
        (("--clone-from", "https://example.org"), "must have {repo} in it"),
        (("--predictions", "nowhere.jsonl"), "nowhere.jsonl cannot be read"),
        (("--export-requests", "x.jsonl"), "is for providers' models"),
        (("--export-requests", "x.jsonl", "--model", "openai/gpt-4o"), "--no-cache"),
    ],
)
def test_what_cannot_be_used_is_said(bench: Bench, words: tuple[str, ...], message: str) -> None:
    result = bench.run(*words)
    assert result.code == 2
    assert message in result.stderr


def test_requests_are_written_for_a_batch(bench: Bench) -> None:
    path = bench.folder / "requests.jsonl"
    result = bench.run(
        *("--model", "openai/gpt-4o", "--tests", "f2p", "--limit", "1"),
        *("--export-requests", path),
        is_cached=True,
    )
    assert result.code == 0, result.stderr
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {line["body"]["model"] for line in lines} == {"gpt-4o"}
    assert f"{len(lines)} requests written" in result.stderr
    assert not (bench.folder / "out").exists()


def test_an_interrupted_run_goes_on(bench: Bench, tmp_path: Path) -> None:
    script = (bench.folder / "script.jsonl").read_text("utf-8")
    slow = tmp_path / "slow.jsonl"
    write_lines(
        slow,
        {"match": "tests/test_clock.py*", "delay_s": 60, "response": {"label": "pass"}},
    )
    slow.write_text(slow.read_text("utf-8") + script, encoding="utf-8")
    words = bench.command("--tests", "f2p", "--model", f"scripted:{slow}")
    process = subprocess.Popen(
        [sys.executable, "-m", "patchcritic", *map(str, words)],
        cwd=Path(__file__).resolve().parents[2],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        env=dict(os.environ),
    )
    rows = bench.folder / "out" / "patches.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (
        rows.exists() and len(rows.read_bytes().splitlines()) == 4
    ):
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in stderr
    assert len(bench.patches()) == 4


def test_odd_rows_are_one_line_each(bench: Bench) -> None:
    dataset = bench.folder / "dataset.jsonl"
    first = json.loads(dataset.read_text("utf-8").splitlines()[0])
    rows = {
        "unreadable": first | {"test_patch": "no diff"},
        "unfitting": first | {"test_patch": first["test_patch"].replace(" import pytest", " x")},
        "lost": first | {"base_commit": "0" * 40},
    }
    write_lines(dataset, first, *({**row, "instance_id": name} for name, row in rows.items()))
    labels = bench.folder / "labels.jsonl"
    label = json.loads(labels.read_text("utf-8")) | {"submission": "gold"}
    ids = ("acme__openhours-1", *rows)
    write_lines(labels, *({**label, "instance_id": one} for one in ids))
    words = ("--predictions", "gold", "--predictions", "empty", "--tests", "labelled")
    result = bench.run(*words, "--labels", labels, is_cached=True)
    assert result.code == 0, result.stderr
    found = {key: row.error for key, row in bench.patches().items()}
    assert {name: found[name, "gold"] for name in ids} == {
        "acme__openhours-1": "",
        "unreadable": "unusable",
        "unfitting": "unusable",
        "lost": "no-repository",
    }
    assert found["acme__openhours-1", "empty"] == "no-tests"
    assert [key[2] for key in bench.tests()] == [F2P]
    assert "has no commit 0000" in result.stderr
    assert "its test patch cannot be read" in result.stderr
    assert "the test patch: patch does not apply" in result.stderr
