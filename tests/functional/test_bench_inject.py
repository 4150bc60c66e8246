"""``patchcritic bench inject`` on the fixture repository: who points at the fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from patchcritic.bench.inject import CaseMaker
from patchcritic.bench.inject.judging import ALL_LINES

Cli = Callable[..., Any]
Row = dict[str, Any]
INSTANCE = "acme__openhours-1"


def write_lines(path: Path, *rows: Row) -> Path:
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A dataset of one case, and the command that injects faults."""

    folder: Path
    cli: Cli

    def run(self, *words: str | Path, models: Iterable[str] = (), out: str = "out") -> Any:
        given = (
            *("--dataset", self.folder / "dataset.jsonl", "--repos", self.folder / "repos"),
            *("--out", self.folder / out, "--no-cache"),
            *(word for name in models for word in ("--model", self.model(name))),
        )
        return self.cli("bench", "inject", *given, *words)

    def model(self, name: str) -> str:
        return f"scripted:{self.folder / name}.jsonl"

    def script(self, name: str, *places: tuple[str, int]) -> None:
        """A critic that says FAIL to every test, and cites these places."""
        response = {
            "label": "fail",
            "p_pass": 0.1,
            "witness": {"assertion": "a == b", "path": "tests/test_clock.py", "line": 3},
            "citations": [{"path": path, "line": line} for path, line in places],
        }
        write_lines(self.folder / f"{name}.jsonl", {"match": "*", "response": response})

    def rows(self, out: str = "out") -> dict[tuple[str, str], Row]:
        text = (self.folder / out / "inject.jsonl").read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
        return {(row["case"], row["arm"].rpartition("/")[2]): row for row in rows}


@pytest.fixture
def bench(
    cli: Cli, template_repo: Path, git: Callable[..., str], patches: Path, tmp_path: Path
) -> Bench:
    row = {
        "instance_id": INSTANCE,
        "repo": "acme/openhours",
        "base_commit": git(template_repo, "rev-parse", "HEAD").strip(),
        "patch": (patches / "format-clock.patch").read_text(encoding="utf-8"),
    }
    write_lines(tmp_path / "dataset.jsonl", row)
    (tmp_path / "repos").mkdir()
    (tmp_path / "repos" / "acme__openhours").symlink_to(template_repo)
    passes = {"match": "*", "response": {"label": "pass", "p_pass": 0.9}}
    write_lines(tmp_path / "nothing.jsonl", passes)
    return Bench(folder=tmp_path, cli=cli)


def test_places_against_faults(bench: Bench) -> None:
    assert bench.run(models=["nothing"], out="look").code == 0
    (fault,) = bench.rows("look")["inject-01", "nothing.jsonl"]["faults"]
    path, line = fault["path"], fault["line"]
    assert path == "src/openhours/clock.py"
    bench.script("right", (path, line))
    bench.script("near", (path, line - 2), (path, 2))
    bench.script("wrong", (path, line + 3), ("src/openhours/render.py", line))
    bench.script("symptom")
    names = ["right", "near", "wrong", "symptom", "nothing"]
    result = bench.run("--format", "json", models=names)
    assert result.code == 0, result.stderr
    rows = bench.rows()
    assert {name: rows["inject-01", f"{name}.jsonl"]["jaccard"] for name in names} == {
        "right": 1.0,
        "near": 0.5,
        "wrong": 0.0,
        "symptom": 0.0,
        "nothing": 0.0,
    }
    right = rows["inject-01", "right.jsonl"]
    assert right["instance_id"] == INSTANCE
    assert right["flagged"] == [{"path": path, "line": line}]
    assert right["faults"] == [fault]
    assert right["n_failing"] == right["n_tests"] > 0
    assert (right["verdict"], rows["inject-01", "nothing.jsonl"]["verdict"]) == ("fail", "pass")
    assert rows["inject-01", "symptom.jsonl"]["flagged"] == []
    figures = {
        one["arm"].rpartition("/")[2]: {
            name: each["value"] for name, each in one["figures"].items()
        }
        for one in result.report["arms"]
    }
    assert figures["near.jsonl"] == {"jaccard": 0.5, "recall": 1, "precision": 0.5, "faults": 1}
    assert figures["nothing.jsonl"]["precision"] is None
    assert [one["arm"] for one in result.report["baselines"]] == [
        ALL_LINES,
        "baseline: a random changed line",
    ]
    assert result.report["baselines"][0]["figures"]["recall"]["value"] == 1
    assert result.report["arms"][0]["operators"] == {fault["operator"]: [1, 1.0]}


def test_a_table_and_a_second_run_that_asks_nobody(bench: Bench) -> None:
    words = ("--faults", "3", "--per-instance", "3", "--seed", "5")
    first = bench.run(*words, models=["nothing"])
    assert first.code == 0, first.stderr
    for text in ("Jaccard", "baseline: a random", "Faults flagged, by kind", "3 answers to cases"):
        assert text in first.stdout
    path = bench.folder / "out" / "inject.jsonl"
    before = path.read_bytes()
    again = bench.run(*words, models=["nothing"])
    assert again.code == 0
    assert "0 answers to cases" in again.stdout
    assert path.read_bytes() == before
    # Killed while it wrote: the rest is done again, and comes out the same.
    path.write_bytes(before[: len(before) // 2])
    assert bench.run(*words, models=["nothing"]).code == 0
    assert path.read_bytes() == before
    more = bench.run("--faults", "3", "--per-instance", "4", "--seed", "5", models=["nothing"])
    assert "1 answers to cases" in more.stdout
    refused = bench.run("--seed", "6", models=["nothing"])
    assert refused.code == 2
    assert "choose another --out" in refused.stderr


def test_critics_that_give_no_answer_are_asked_again(bench: Bench) -> None:
    script = bench.folder / "flaky.jsonl"
    write_lines(script, {"match": "*", "error": "timeout"})
    assert bench.run(models=["flaky"]).code == 0
    row = bench.rows()["inject-01", "flaky.jsonl"]
    assert row["n_unanswered"] == row["n_tests"] > 0
    assert "1 answers to cases" in bench.run(models=["flaky"]).stdout


def test_a_spent_budget_keeps_what_was_answered(bench: Bench) -> None:
    write_lines(bench.folder / "poor.jsonl", {"match": "*", "error": "budget"})
    result = bench.run("--per-instance", "2", models=["nothing", "poor"])
    assert result.code == 4
    assert "--max-cost is spent" in result.stderr
    names = {name for _, name in bench.rows()}
    assert names == {"nothing.jsonl", ALL_LINES}
    assert len(bench.rows()) == 2


def test_a_change_that_no_test_reaches_asks_nobody(bench: Bench) -> None:
    dataset = bench.folder / "dataset.jsonl"
    body = "def lone(a, b):\n    return a + b\n"
    added = "".join(f"+{line}\n" for line in body.splitlines())
    patch = f"--- /dev/null\n+++ b/src/openhours/lone.py\n@@ -0,0 +1,2 @@\n{added}"
    write_lines(dataset, json.loads(dataset.read_text(encoding="utf-8")) | {"patch": patch})
    result = bench.run(models=["nothing"])
    assert result.code == 4
    assert result.stderr == f"patchcritic: {INSTANCE}: inject-01: no test reaches the change\n"


def test_what_breaks_on_one_instance_does_not_end_the_run(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def explode(*_: object) -> None:
        raise RuntimeError("no idea")

    monkeypatch.setattr(CaseMaker, "make", explode)
    result = bench.run(models=["nothing"])
    assert result.code == 4
    assert "internal error: RuntimeError: no idea" in result.stderr
    monkeypatch.setattr(CaseMaker, "make", _interrupt)
    result = bench.run(models=["nothing"])
    assert result.code == 130
    assert "the same command goes on" in result.stderr


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_without_a_reference_faults_go_where_tests_reach(bench: Bench) -> None:
    dataset = bench.folder / "dataset.jsonl"
    row = json.loads(dataset.read_text(encoding="utf-8"))
    write_lines(dataset, row | {"patch": ""})
    assert bench.run("--faults", "2", models=["nothing"]).code == 0
    found = bench.rows()["inject-01", "nothing.jsonl"]
    assert found["n_tests"] > 0
    assert all(one["path"].startswith("src/openhours/") for one in found["faults"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"repo": "acme/nowhere"}, "no repository"),
        ({"base_commit": "0" * 40}, "has no commit"),
        ({"patch": "I could not make one."}, INSTANCE),
        ({"test_patch": "--- a/no.py\n+++ b/no.py\n@@ -1 +1 @@\n-a\n+b\n"}, "no.py"),
        (
            {"patch": "--- /dev/null\n+++ b/NOTES\n@@ -0,0 +1 @@\n+nothing\n"},
            "can be given a fault",
        ),
    ],
)
def test_what_cannot_be_used_is_one_line_and_no_verdict(
    bench: Bench, changes: Row, reason: str
) -> None:
    dataset = bench.folder / "dataset.jsonl"
    write_lines(dataset, json.loads(dataset.read_text(encoding="utf-8")) | changes)
    result = bench.run(models=["nothing"])
    assert result.code == 4
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"patchcritic: {INSTANCE}")
    assert reason in line
    assert "1 skipped" in result.stdout


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("--format", "html"), "--format html is not one of console, json"),
        (("--context", "much"), "--context much is not one of none, diff"),
        (("--filter", "other*"), "holds no instance that fits"),
        (("--clone-from", "https://example.org/x"), "must have {repo} in it"),
        (("--max-cost", "1", "--faults", "6"), "--faults"),
    ],
)
def test_what_is_refused(bench: Bench, words: tuple[str, ...], reason: str) -> None:
    result = bench.run(*words, models=["nothing"])
    assert result.code == 2
    assert reason in result.stderr


def test_nothing_of_the_repository_changes(
    bench: Bench, template_repo: Path, fingerprint: Callable[[Path], Any]
) -> None:
    before = fingerprint(template_repo)
    assert bench.run("--faults", "5", models=["nothing"]).code == 0
    assert fingerprint(template_repo) == before
