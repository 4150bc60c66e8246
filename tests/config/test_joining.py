from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.config import load_config
from patchcritic.errors import ConfigProblem


def write_table(repo: Path, body: str) -> Path:
    (repo / "pyproject.toml").write_text(f"[tool.patchcritic]\n{body}\n", encoding="utf-8")
    return repo


def test_flags_win_over_environment_and_environment_over_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = write_table(tmp_path, 'model = "static"\nthreshold = 0.1\nconcurrency = 3')
    monkeypatch.setenv("PATCHCRITIC_MODEL", "environment")
    monkeypatch.setenv("PATCHCRITIC_THRESHOLD", "0.2")

    config = load_config(repo, model="flag", threshold=None)

    assert (config.model, config.threshold, config.concurrency) == ("flag", 0.2, 3)


def test_the_nearest_table_up_to_the_top_of_the_repository(tmp_path: Path) -> None:
    write_table(tmp_path, 'model = "openai/above"')
    top = tmp_path / "repo"
    inside = top / "src" / "deep"
    inside.mkdir(parents=True)
    assert load_config(inside).model == "openai/above"
    (top / ".git").mkdir()
    assert load_config(inside).model == "auto"
    write_table(top, 'model = "openai/top"')
    assert load_config(inside).model == "openai/top"
    write_table(top / "src", 'model = "openai/near"')
    assert load_config(inside).model == "openai/near"


def test_defaults_without_any_file(tmp_path: Path) -> None:
    config = load_config(tmp_path)

    assert (config.model, config.threshold, config.fail_on) == ("auto", 0.5, "fail")


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("modle = 'x'", "unknown key 'modle'; did you mean model?"),
        ("zzzz = 1", "unknown key 'zzzz'; known: model, "),
        ("threshold = 2", "[tool.patchcritic] threshold = 2 cannot be used: "),
        ("fail_on = 'maybe'", "[tool.patchcritic] fail_on = 'maybe' cannot be used: "),
        ("api_base = 'http://elsewhere'", "may not set api_base"),
        ("model = [", "cannot be read as TOML"),
    ],
)
def test_a_bad_table_is_one_sentence(tmp_path: Path, body: str, says: str) -> None:
    with pytest.raises(ConfigProblem) as caught:
        load_config(write_table(tmp_path, body))

    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_bad_flag_and_a_bad_variable_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigProblem, match=r"^--max-tests = 0 cannot be used"):
        load_config(tmp_path, max_tests=0)
    monkeypatch.setenv("PATCHCRITIC_CONCURRENCY", "many")
    with pytest.raises(ConfigProblem, match=r"^PATCHCRITIC_CONCURRENCY = 'many' cannot be used"):
        load_config(tmp_path)


@pytest.mark.parametrize(
    ("variable", "says"),
    [
        (
            "PATCHCRITIC_TRESHOLD",
            "PATCHCRITIC_TRESHOLD is not known; did you mean PATCHCRITIC_THRES",
        ),
        ("PATCHCRITIC_QQQQ", "PATCHCRITIC_QQQQ is not known; unset it"),
    ],
)
def test_an_unknown_variable_is_an_error(
    variable: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, "1")

    with pytest.raises(ConfigProblem) as caught:
        load_config(tmp_path)

    assert says in str(caught.value)


@pytest.mark.parametrize(
    "text", ["tool = 3", "[tool.other]\nmodel = 3", "x = 1", "[tool.patchcritic]"]
)
def test_a_table_that_is_none_is_no_table(text: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")

    assert load_config(tmp_path).model == "auto"


def test_api_base_may_come_from_flag_or_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATCHCRITIC_API_BASE", "http://127.0.0.1:1/v1")

    assert load_config(tmp_path).api_base == "http://127.0.0.1:1/v1"
