"""``patchcritic rank``: candidates in order, ties told, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]


@pytest.fixture
def rank(cli: Cli, repo: Path, patches: Path, script: Callable[[str], str]) -> Cli:
    """``patchcritic rank`` of the fixture's patches, answered by a script."""

    def run(*names: str, model: str = "interval-overlap", options: tuple[Any, ...] = ()) -> Any:
        paths = [patches / name for name in names]
        return cli("rank", "--repo", repo, *paths, "-m", script(model), *options)

    return run


def test_the_report(rank: Cli) -> None:
    result = rank("interval-overlap.patch", "render-days.patch", "deadline-timedelta.patch")

    assert result.code == 0
    lines = result.stdout.splitlines()
    places = [" ".join(line.split()) for line in lines if line[:1].isdigit() and ".patch" in line]
    assert [line.split()[0] for line in places] == ["1", "2", "3"]
    assert "deadline-timedelta.patch PASS" in places[0]
    assert "interval-overlap.patch FAIL" in places[1]
    assert "not judged" in places[2]
    assert "hunk 1 at line 26" in result.stdout
    assert "deadline-timedelta.patch PASS p_pass 0.90" in " ".join(result.stdout.split())
    assert any(line.startswith("best: ") for line in lines)


def test_json_holds_each_evaluation(rank: Cli, tmp_path: Path) -> None:
    out = tmp_path / "r.json"
    options = ("-f", "json", "-o", out)
    result = rank("interval-overlap.patch", "deadline-timedelta.patch", options=options)
    report = result.report

    assert json.loads(out.read_text(encoding="utf-8"))["ranking"] == report["ranking"]
    assert report["best"].endswith("deadline-timedelta.patch")
    worst = report["ranking"][1]
    assert (worst["rank"], worst["label"], worst["n_failing"]) == (2, "fail", 4)
    assert worst["evaluation"]["verdict"]["label"] == "fail"
    # What the one candidate fails and the other cannot affect stays open for that one.
    assert worst["n_tests"] == report["ranking"][0]["n_tests"] + 4 == len(report["tests"])


FIX, NIGHT, BROKEN = "deadline-timedelta.patch", "interval-overlap.patch", "watch-sleep.patch"
WORDS, STALE = "docstrings.patch", "render-days.patch"


@pytest.mark.parametrize(
    ("names", "options", "code", "printed"),
    [
        ((NIGHT, FIX), (), 0, FIX),
        ((NIGHT, BROKEN), (), 1, BROKEN),
        ((NIGHT, BROKEN), ("--fail-on", "never"), 0, BROKEN),
        ((WORDS, FIX), (), 4, ""),
        ((WORDS, FIX), ("--first",), 0, WORDS),
        ((FIX, WORDS), ("--first",), 0, FIX),
        ((FIX,), (), 0, FIX),
        ((FIX,), ("--max-tests", "1"), 4, FIX),
        ((FIX, NIGHT), ("--max-tests", "1", "--fail-on", "uncertain"), 1, None),
        ((STALE,), (), 2, ""),
    ],
)
def test_exit_codes_and_the_best_one(
    rank: Cli,
    patches: Path,
    names: tuple[str, ...],
    options: tuple[str, ...],
    code: int,
    printed: str | None,
) -> None:
    result = rank(*names, options=("--best", *options))

    assert result.code == code
    if printed is not None:
        assert result.stdout == (f"{patches / printed}\n" if printed else "")


@pytest.fixture
def predictions(patches: Path, tmp_path: Path) -> Path:
    """Two submissions of one maker, an empty one, and one for another instance."""
    rows = [
        ("case-1", "m", (patches / NIGHT).read_text(encoding="utf-8")),
        ("case-1", "m", (patches / FIX).read_text(encoding="utf-8")),
        ("case-1", "lazy", ""),
        ("case-2", "m", "no diff"),
    ]
    path = tmp_path / "predictions.jsonl"
    keys = ("instance_id", "model_name_or_path", "model_patch")
    lines = [json.dumps(dict(zip(keys, row, strict=True))) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_predictions_file(rank: Cli, predictions: Path) -> None:
    options = ("--predictions", predictions, "--instance", "case-1", "-f", "json")
    result = rank(options=options)

    assert result.code == 0
    ranking = result.report["ranking"]
    assert [one["name"] for one in ranking] == ["m#2", "m", "lazy"]
    assert ranking[2]["problem"] == "the diff is empty: there is nothing to judge"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ((), "give the candidates either as diff files or with --predictions"),
        (("none.patch",), "there is no such file"),
        (("PREDICTIONS", "--predictions", "PREDICTIONS"), "give the candidates either"),
        (("PREDICTIONS", "--instance", "case-1"), "--instance chooses from --predictions"),
        (("--predictions", "PREDICTIONS"), "holds predictions for 2 instances"),
        (("--predictions", "PREDICTIONS", "--instance", "x"), "holds no prediction for x"),
        (("PREDICTIONS", "-o", "r.xml"), "a ranking is written as .json or .txt"),
        (("PREDICTIONS", "-o", "none/r.json"), "cannot be written"),
        (("PREDICTIONS", "--compare"), "--compare asks a provider's model"),
        (("PREDICTIONS", "--tests", "t.py::nobody", "-f", "html"), "--format html"),
    ],
)
def test_refusals(rank: Cli, predictions: Path, options: tuple[str, ...], message: str) -> None:
    named = tuple(predictions if one == "PREDICTIONS" else one for one in options)
    result = rank(options=named)

    assert result.code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_tie_is_said_to_be_one(rank: Cli) -> None:
    result = rank(WORDS, FIX)

    assert result.code == 4
    assert "1=" in result.stdout
    assert "no best one: nothing tells" in result.stdout
