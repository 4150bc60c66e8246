from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.cli.model_choice import SUGGESTIONS, choose_model, offer_weights
from patchcritic.errors import ModelUnavailable, UsageProblem
from tests.pipeline.conftest import AREA_PATCH

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def no_keys_and_no_weights(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for variable in SUGGESTIONS:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path))


def test_auto_is_local_without_a_key() -> None:
    assert choose_model("auto") == "local"


@pytest.mark.parametrize("variable", SUGGESTIONS)
def test_a_key_asks_for_an_explicit_choice(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, "secret")

    with pytest.raises(UsageProblem) as caught:
        choose_model("auto")

    assert f"--model {SUGGESTIONS[variable]}" in str(caught.value)
    assert "--model local" in str(caught.value)
    assert "secret" not in str(caught.value)
    assert choose_model("local") == "local"


@pytest.mark.parametrize("model", ["local", "local:1.5b"])
def test_missing_weights_name_the_command(model: str) -> None:
    with pytest.raises(ModelUnavailable, match=r"run `patchcritic models pull [\d.]+b` first"):
        offer_weights(model)


def test_other_models_need_no_weights() -> None:
    offer_weights("openai/gpt-5-mini")
    offer_weights("scripted:answers.jsonl")


QUESTION = "Pull 491 MB now?"


def _eval_on_a_terminal(answer: bytes, *, has_input: bool = True, **env: str) -> tuple[int, str]:
    """The exit code of ``eval --model local`` on a terminal without weights, and what it shows."""
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "patchcritic", "eval", "--diff", "x.patch", "-m", "local"]
    clean = {name: value for name, value in os.environ.items() if name != "CI"}
    Path("x.patch").write_text(AREA_PATCH, encoding="utf-8")
    process = subprocess.Popen(
        command,
        stdin=follower if has_input else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=follower,
        env={**clean, "PYTHONPATH": str(ROOT), **env},
        start_new_session=True,
    )
    os.close(follower)
    shown = b""
    is_answered = False
    while True:
        try:
            shown += os.read(leader, 4096)
        except OSError:  # the process has closed its side
            break
        if QUESTION.encode() in shown and not is_answered:
            os.write(leader, answer)
            is_answered = True
    stdout, _ = process.communicate(timeout=20)
    os.close(leader)
    assert stdout == b""
    return process.returncode, shown.decode()


@pytest.mark.parametrize("answer", [b"n\n", b"maybe\n", b"\x04"], ids=["no", "maybe", "end"])
def test_only_a_yes_on_a_terminal_pulls(
    answer: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, shown = _eval_on_a_terminal(answer)
    assert QUESTION in shown
    assert "without weights nothing can be judged; `patchcritic models pull 0.5b` gets" in shown
    assert code == 3


@pytest.mark.parametrize(("has_input", "env"), [(True, {"CI": "true"}), (False, {})])
def test_nobody_is_asked_in_ci_or_without_a_terminal(
    has_input: bool, env: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, shown = _eval_on_a_terminal(b"y\n", has_input=has_input, **env)
    assert code == 3
    assert QUESTION not in shown
    assert "run `patchcritic models pull 0.5b` first" in shown
