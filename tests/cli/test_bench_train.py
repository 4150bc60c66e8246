from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from patchcritic.cli.bench import app
from patchcritic.errors import UsageProblem


def test_an_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    arguments = ["train-static", "--mined", str(tmp_path), "--out", str(tmp_path / "m.json")]
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, UsageProblem)
    assert "dataset.jsonl" in str(result.exception)
    assert not (tmp_path / "m.json").exists()


def test_help_names_what_it_needs() -> None:
    result = CliRunner().invoke(app, ["train-static", "--help"])
    assert result.exit_code == 0
    assert "scikit-learn" in result.stdout
