from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from patchcritic.cache import AnswerStore, IndexStore
from patchcritic.cli.app import app


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))


def run(*args: str) -> str:
    result = CliRunner().invoke(app, ["cache", *args])
    assert result.exit_code == 0, result.output
    return result.output


def test_info_before_anything_is_kept_makes_nothing(tmp_path: Path) -> None:
    lines = run("info").splitlines()

    assert [line.split()[:2] for line in lines] == [["answers", "0"], ["index", "0"]]
    assert not (tmp_path / "cache").exists()


def test_what_is_kept_is_shown_and_forgotten() -> None:
    AnswerStore().put("key", {"label": "pass"})
    IndexStore().put_rows("names", {"blob": b"x"})

    assert [line.split()[1] for line in run("info").splitlines()] == ["1", "1"]
    assert "1 entries forgotten" in run("clear")
    assert [line.split()[1] for line in run("info").splitlines()] == ["0", "0"]
