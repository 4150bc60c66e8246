from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.cli.model_choice import SUGGESTIONS, choose_model, offer_weights
from patchcritic.errors import ModelUnavailable, UsageProblem


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
