from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.llm import LlmCritic
from patchcritic.critics.local.critic import LocalCritic
from patchcritic.critics.registry import CRITICS
from patchcritic.critics.scripted import ScriptedCritic
from patchcritic.errors import UsageProblem


@pytest.mark.parametrize("target", CRITICS.values())
def test_every_dotted_path_leads_somewhere(target: str) -> None:
    module, _, function = target.partition(":")
    assert callable(getattr(import_module(module), function))


@pytest.mark.parametrize("model", ["openai/gpt-4o", "gpt-4o", "ollama/llama3:8b", "localhost/x"])
def test_any_other_name_is_a_provider_s(model: str) -> None:
    critic = load_critic(model, CriticSettings())
    assert isinstance(critic, LlmCritic)
    assert critic.name == model


def test_a_script(tmp_path: Path) -> None:
    script = tmp_path / "a:b.jsonl"
    script.write_text("", encoding="utf-8")
    critic = load_critic(f"scripted:{script}", CriticSettings())
    assert isinstance(critic, ScriptedCritic)
    assert critic.name == f"scripted:{script}"


@pytest.mark.parametrize(
    "model",
    [
        "",
        " ",
        "scripted",
        "scripted:",
        "local:",
        "openai:",
        "--model",
        " gpt-4o",
        "gpt\n4",
        "a\x1b[1m",
    ],
)
def test_an_ill_formed_name_lists_the_choices(model: str) -> None:
    with pytest.raises(UsageProblem, match=r"names no model; give 'local'.*scripted:FILE"):
        load_critic(model, CriticSettings())


@pytest.mark.parametrize("model", ["some/model.gguf", "/abs/model.gguf"])
def test_a_gguf_file_is_an_embedded_model(model: str) -> None:
    assert isinstance(load_critic(model, CriticSettings()), LocalCritic)


def test_an_unknown_embedded_model_is_a_usage_problem() -> None:
    with pytest.raises(UsageProblem):
        load_critic("local:9000b", CriticSettings())
