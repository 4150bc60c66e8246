from __future__ import annotations

import pytest

from patchcritic.config import Config
from patchcritic.config.policy import REFUSED, find_refused, may_name


@pytest.mark.parametrize(
    "model",
    [
        "auto",
        "static",
        "local",
        "local:0.5b",
        "openai/gpt-5.6",
        "anthropic/claude-sonnet-5-5",
        "openrouter/qwen/qwen3-coder:free",
        "bedrock/anthropic.claude-v2:1",
        "openai/ft:gpt-5:org::id",
    ],
)
def test_models_that_a_repository_may_name(model: str) -> None:
    assert may_name(model)
    assert not list(find_refused({"model": model}))


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("scripted:answers.jsonl", "decide its own verdict"),
        ("weights.gguf", "weights from a file"),
        ("openai/weights.gguf", "weights from a file"),
        ("local:../weights.gguf", "weights from a file"),
        ("gpt-5.6", "write provider/name"),
        ("", "write provider/name"),
        ("huggingface/https://example.org/x", "not one of"),
        ("openai/https://example.org/x", "not one of"),
        ("openai/../x", "not one of"),
        ("openai/", "not one of"),
        ("openai/-x", "not one of"),
        ("replicate/deployments/x", "not one of"),
        ("ollama/llama3", "not one of"),
        ("bedrock/arn:aws:bedrock:us-east-1:1:x", "not one of"),
        ("openai/gpt 5\nx", "not one of"),
    ],
)
def test_models_that_it_may_not(model: str, says: str) -> None:
    [(key, reason)] = find_refused({"model": model})

    assert key == "model"
    assert says in reason


def test_every_level_of_a_cascade_counts() -> None:
    assert not list(find_refused({"cascade": "local, openai/gpt-5.6"}))
    assert [key for key, _ in find_refused({"cascade": "local,scripted:x,y.gguf"})] == [
        "cascade"
    ] * 2


@pytest.mark.parametrize("key", sorted(REFUSED))
def test_keys_that_are_the_users_alone(key: str) -> None:
    assert key in Config.model_fields
    assert list(find_refused({key: "x", "threshold": 0.1})) == [(key, REFUSED[key])]


@pytest.mark.parametrize(("mode", "n_refused"), [("auto", 0), ("off", 0), ("on", 1)])
def test_the_tracer_may_be_left_out_and_not_forced(mode: str, n_refused: int) -> None:
    assert len(list(find_refused({"tracer": mode}))) == n_refused


def test_values_of_another_type_are_not_looked_at_here() -> None:
    assert not list(find_refused({"model": 3, "cascade": ["scripted:x"]}))
