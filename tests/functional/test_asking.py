"""The options that say whom to ask, how often, and when to stop."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Cli = Callable[..., Any]

UNSURE = '{"match": "*", "response": {"label": "abstain", "p_pass": 0.5, "rationale": "open"}}\n'
FAILING = (
    '{"match": "*", "response": {"label": "fail", "p_pass": 0.1, "rationale": "no", '
    '"witness": {"assertion": "assert x", "path": "tests/test_clock.py", "line": 3}}}\n'
)
SOME = ("--tests", "tests/test_clock.py::test_format_clock")


@pytest.fixture
def write_script(tmp_path: Path) -> Callable[[str, str], str]:
    """Write a script of answers; gives what stands after ``--model``."""

    def write(name: str, text: str) -> str:
        path = tmp_path / f"{name}.jsonl"
        path.write_text(text, encoding="utf-8")
        return f"scripted:{path}"

    return write


@pytest.fixture
def ask(cli: Cli, repo: Path, patches: Path) -> Cli:
    def run(*arguments: str) -> Any:
        patch = patches / "format-clock.patch"
        return cli("eval", "--repo", repo, "--diff", patch, *SOME, *arguments)

    return run


class TestCascade:
    def test_the_report_says_which_level_decided(
        self, ask: Cli, write_script: Callable[[str, str], str], script: Callable[[str], str]
    ) -> None:
        cheap, strong = write_script("cheap", UNSURE), script("all-pass")

        result = ask("--cascade", f"{cheap},{strong}", "-f", "json")

        assert result.code == 0
        tests = result.report["tests"]
        assert {test["critic"] for test in tests} == {strong}
        assert {item["critic"] for test in tests for item in test["opinions"]} == {cheap}
        assert result.report["usage"]["n_calls"] == 6

    def test_a_sure_cheap_level_is_not_asked_twice(
        self, ask: Cli, write_script: Callable[[str, str], str], script: Callable[[str], str]
    ) -> None:
        cheap = script("all-pass")

        result = ask("--cascade", f"{cheap},{write_script('strong', FAILING)}", "-f", "json")

        assert result.code == 0
        assert result.report["usage"]["n_calls"] == 3
        assert {test["critic"] for test in result.report["tests"]} == {cheap}

    @pytest.mark.parametrize("value", ["one", "one,", ",one", "one,,two"])
    def test_fewer_than_two_levels_are_refused(self, ask: Cli, value: str) -> None:
        result = ask("--cascade", value)

        assert result.code == 2
        assert "cascade" in result.stderr


class TestSeveralAnswers:
    def test_samples_stop_once_a_label_has_won(
        self, ask: Cli, script: Callable[[str], str]
    ) -> None:
        result = ask("-m", script("all-pass"), "--samples", "5", "-f", "json")

        assert result.code == 0
        assert result.report["usage"]["n_calls"] == 3 * 3
        assert {len(test["opinions"]) for test in result.report["tests"]} == {3}
        assert {test["p_source"] for test in result.report["tests"]} <= {"vote", "mean"}

    @pytest.mark.parametrize(
        ("arguments", "n_opinions"),
        [(("--second-look", "shown"), 2), (("--second-look", "hidden"), 2), (("--panel",), 4)],
    )
    def test_looks_and_members_are_listed(
        self, ask: Cli, script: Callable[[str], str], arguments: tuple[str, ...], n_opinions: int
    ) -> None:
        result = ask("-m", script("all-pass"), *arguments, "-f", "json")

        assert result.code == 0
        assert {len(test["opinions"]) for test in result.report["tests"]} == {n_opinions}

    def test_a_panel_with_a_second_look_is_refused(
        self, ask: Cli, script: Callable[[str], str]
    ) -> None:
        result = ask("-m", script("all-pass"), "--panel", "--second-look", "shown")

        assert result.code == 2
        assert "exclude each other" in result.stderr


def test_fail_fast_leaves_the_others_out(ask: Cli, write_script: Callable[[str, str], str]) -> None:
    model = write_script("failing", FAILING)

    result = ask("-m", model, "--fail-fast", "--concurrency", "1", "-f", "json")

    assert result.code == 1
    assert result.report["fail_fast"] is True
    assert len(result.report["tests"]) == 1
    assert result.report["usage"]["n_calls"] == 1


class TestMoney:
    def test_a_bound_on_an_unpriced_model_is_a_usage_error(self, ask: Cli) -> None:
        result = ask("-m", "openai/no-such-model", "--max-cost", "1")

        assert result.code == 2
        assert "no-such-model" in result.stderr
        assert "--price" in result.stderr

    @pytest.mark.parametrize("price", ["1", "1,x", "1,2,3,4", "-1,2"])
    def test_a_price_that_is_none(self, ask: Cli, price: str) -> None:
        result = ask("-m", "openai/no-such-model", "--max-cost", "1", f"--price={price}")

        assert result.code == 2
        assert result.stderr.startswith("patchcritic: --price = ")

    def test_embedded_and_scripted_critics_cost_nothing(
        self, ask: Cli, script: Callable[[str], str]
    ) -> None:
        assert ask("-m", script("all-pass"), "--max-cost", "0.01").code == 0


class TestExport:
    def test_requests_are_written_and_nobody_is_asked(self, ask: Cli, tmp_path: Path) -> None:
        path = tmp_path / "requests.jsonl"

        result = ask("-m", "openai/some-model", "--export-requests", str(path))

        assert result.code == 0
        assert result.stdout == ""
        assert "3 requests written" in result.stderr
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert len({line["custom_id"] for line in lines}) == 3
        assert {line["body"]["model"] for line in lines} == {"some-model"}

    def test_a_cascade_exports_its_first_level_only(self, ask: Cli, tmp_path: Path) -> None:
        path = tmp_path / "requests.jsonl"

        result = ask("--cascade", "openai/cheap,openai/strong", "--export-requests", str(path))

        assert result.code == 0
        lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert {line["body"]["model"] for line in lines} == {"cheap"}

    def test_only_for_models_of_providers(
        self, ask: Cli, script: Callable[[str], str], tmp_path: Path
    ) -> None:
        path = tmp_path / "requests.jsonl"

        result = ask("-m", script("all-pass"), "--export-requests", str(path))

        assert result.code == 2
        assert "for providers' models" in result.stderr
        assert not path.exists()
