"""``patchcritic bench calibrate`` from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from patchcritic.cli.app import app
from patchcritic.domain import TestStatus
from patchcritic.errors import UsageProblem
from patchcritic.verdict import read_profile
from tests.bench.calibrate.conftest import make_row, simulate, write_rows


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    write_rows(path, simulate(1, n_repos=6))
    return path


def test_a_profile_is_written_and_what_it_is_worth_printed(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "profile.json"
    words = ["bench", "calibrate", "--results", str(folder), "--out", str(out)]

    result = CliRunner().invoke(app, words, catch_exceptions=False)

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].startswith("m: platt+")
    assert "labelled tests of 240 patches in 6 repositories (held out by repository)" in lines[0]
    assert [line.split()[0] for line in lines[1:5]] == ["before", "AUC", "ECE", "Brier"]
    _, before, after = lines[3].split()
    assert float(before) > 0.1 > 0.05 > float(after)
    assert "strict-and" in result.stdout
    assert lines[-1] == f"written to {out}"
    assert result.stderr == ""
    assert read_profile(out).model == "m"


def test_results_that_do_not_know_their_prompt(tmp_path: Path) -> None:
    rows = [
        make_row(0.6, status, submission=name, prompt_digest="")
        for name in ("a", "b")
        for status in (TestStatus.PASSED, TestStatus.FAILED)
    ]
    write_rows(tmp_path, rows)
    words = ["bench", "calibrate", "--results", str(tmp_path), "--min-pairs", "4"]

    result = CliRunner().invoke(app, [*words, "-o", str(tmp_path / "p")], catch_exceptions=False)

    assert "do not say which prompt was asked" in result.stderr
    assert "too few wrong patches for a threshold" in result.stdout


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--arm", "x"], "holds no arm 'x'; choose one of 'm'"),
        (["--min-pairs", "5000"], "calibration needs 5000"),
        (["--out", "/no/such/folder/p.json"], "cannot be written: No such file"),
    ],
)
def test_what_is_refused(folder: Path, tmp_path: Path, more: list[str], message: str) -> None:
    words = ["bench", "calibrate", "--results", str(folder), "--out", str(tmp_path / "p"), *more]

    with pytest.raises(UsageProblem, match=message):
        CliRunner().invoke(app, words, catch_exceptions=False)
