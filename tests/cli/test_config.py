from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from patchcritic.cli.app import app
from patchcritic.errors import ConfigProblem, UsageProblem

Show = Callable[..., str]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "x"\n\n[tool.patchcritic]\nmax_tests = 7\n', encoding="utf-8"
    )
    return tmp_path


@pytest.fixture
def show(repo: Path, monkeypatch: pytest.MonkeyPatch) -> Show:
    for name in os.environ:
        if name.startswith("PATCHCRITIC_"):
            monkeypatch.delenv(name)

    def run(*arguments: str) -> str:
        words = ["config", "show", "--repo", str(repo), *arguments]
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


def settings_of(text: str) -> dict[str, Any]:
    settings: dict[str, Any] = json.loads(text)["settings"]
    return settings


def test_a_line_for_every_setting_with_its_origin(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATCHCRITIC_PANEL", "1")
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in show().splitlines()}

    assert lines["max_tests"] == "7 table: pyproject.toml:5"
    assert lines["panel"] == "true environment: PATCHCRITIC_PANEL"
    assert lines["timeout"] == "120.0 default"
    assert lines["api_base"] == "- default"


def test_options_of_eval_may_follow(show: Show) -> None:
    settings = settings_of(
        show("--format", "json", "--base", "main", "-m", "openai/x", "--max-tests=3", "--no-cache",
             "--no-redact", "--panel", "-q")
    )  # fmt: skip

    flags = {key: one["place"] for key, one in settings.items() if one["origin"] == "flag"}
    assert flags == {
        "model": "--model",
        "max_tests": "--max-tests",
        "cache": "--no-cache",
        "redact": "--no-redact",
        "panel": "--panel",
    }
    assert settings["max_tests"]["value"] == 3


def test_the_table_can_be_left_out(show: Show) -> None:
    assert settings_of(show("--format", "json", "--isolated"))["max_tests"]["origin"] == "default"


def test_no_secret_is_printed(show: Show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATCHCRITIC_API_BASE", "https://user:hunter2@host/v1?key=hunter3")

    for form in ("console", "json"):
        text = show("--format", form)
        assert "hunter" not in text
        assert "https://***@host/v1?***" in text


@pytest.mark.parametrize(
    ("arguments", "error"),
    [(("--format", "yaml"), UsageProblem), (("--threshold", "2"), ConfigProblem)],
)
def test_what_cannot_be_shown(
    show: Show, arguments: tuple[str, ...], error: type[Exception]
) -> None:
    with pytest.raises(error):
        show(*arguments)


def test_an_option_that_eval_does_not_have(repo: Path) -> None:
    result = CliRunner().invoke(app, ["config", "show", "--repo", str(repo), "--treshold", "1"])

    assert result.exit_code == 2
    assert "--threshold" in result.output
