from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from patchcritic.cli.doctor import diagnose
from patchcritic.errors import ConfigProblem, UsageProblem

MACHINE = ["python", "git", "repository", "languages", "tracer", "cache", "keys"]

app = typer.Typer()
app.command()(diagnose)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=False)


def states(result: Result) -> dict[str, str]:
    document = json.loads(result.stdout)
    return {check["name"]: check["state"] for check in document["checks"]}


def test_a_script_is_always_ready(tmp_path: Path) -> None:
    script = tmp_path / "script.json"
    script.write_text('{"match": "*", "response": {}}', encoding="utf-8")
    result = run("--model", f"scripted:{script}", "--json")
    assert result.exit_code == 0
    assert list(states(result)) == [*MACHINE, "model"]
    document = json.loads(result.stdout)
    assert document["is_usable"] is True
    assert document["model"] == f"scripted:{script}"


def test_absent_weights_exit_with_3() -> None:
    result = run("--model", "local")
    assert result.exit_code == 3
    (line,) = [line for line in result.stdout.splitlines() if " weights " in line]
    assert line.startswith("fail")
    assert "patchcritic models pull" in line


def test_no_model_is_chosen_for_you(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    result = run()
    assert result.exit_code == 0
    assert "OPENAI_API_KEY is set, so please choose" in result.stdout
    assert "sk-very-secret" not in result.stdout


def test_offline_asks_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("--model", "openai/gpt-4o", "--offline").exit_code == 3
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    result = run("--model", "openai/gpt-4o", "--offline", "--json")
    assert result.exit_code == 0
    assert states(result)["model"] == "skip"
    assert states(result)["price"] == "ok"


@pytest.mark.filterwarnings("ignore")  # pydantic's, about openai's types
def test_a_server_of_ones_own_is_asked(server: Any) -> None:
    server.plan("prime number", "prime")
    server.plan("Use the tool", "calls")
    result = run("--model", "some-model", "--api-base", server.url)
    assert result.exit_code == 0
    assert "some-model answers, in " in result.stdout
    assert "\x1b" not in result.stdout


def test_a_broken_litellm_ends_the_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("patchcritic.cli.doctor.provider.version", lambda _: "1.107.2")
    result = run("--model", "openai/gpt-4o", "--json")
    assert result.exit_code == 3
    assert list(states(result)) == [*MACHINE, "litellm"]


@pytest.mark.parametrize(
    "arguments", [("--model", ""), ("--model", "local:7b"), ("--model", "scripted:absent.json")]
)
def test_a_model_that_cannot_be_meant_is_a_usage_problem(arguments: tuple[str, ...]) -> None:
    with pytest.raises((UsageProblem, ConfigProblem)):
        run(*arguments)


def test_a_person_waiting_sees_what_is_under_way(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "patchcritic", "doctor", "--model", "local"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3]), "TERM": "xterm"}
    result = subprocess.run(
        command, cwd=tmp_path, env=environment, stderr=theirs, capture_output=False,
        stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000).decode("utf-8")
    os.close(ours)
    assert result.returncode == 3
    assert "checking: " in shown
    assert b"checking" not in result.stdout
