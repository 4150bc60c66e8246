from __future__ import annotations

import pytest

from patchcritic.critics.model_table import MODELS, choose_prompt, find_row
from patchcritic.critics.schema import SCHEMA_VERSION
from patchcritic.prompts import known_prompts, schema_of


@pytest.mark.parametrize(
    ("model", "prompt", "wants_logprobs", "has_scale"),
    [
        ("anthropic/claude-sonnet-4-5", "checkpoints", False, False),
        ("claude-opus-4-1", "checkpoints", False, False),
        ("claude-3-haiku-20240307", "full", False, False),
        ("bedrock/us.anthropic.claude-sonnet-4-20250514-v1:0", "checkpoints", False, False),
        ("openrouter/anthropic/claude-3.7-sonnet:thinking", "checkpoints", False, False),
        ("gpt-4o", "checkpoints", True, True),
        ("openai/gpt-4o-mini", "full", True, True),
        ("azure/gpt-4.1", "checkpoints", True, True),
        ("gpt-4.1-nano", "full", True, True),
        ("gpt-3.5-turbo", "full", True, True),
        ("openai/gpt-5", "checkpoints", False, False),
        ("gpt-5-mini", "checkpoints", False, False),
        ("gpt-5-chat-latest", "checkpoints", True, False),
        ("o1", "checkpoints", False, False),
        ("openai/o3-mini", "checkpoints", False, False),
        ("o4-mini-2025-04-16", "checkpoints", False, False),
        ("groq/openai/gpt-oss-120b", "checkpoints", False, False),
        ("gemini/gemini-2.5-pro", "checkpoints", False, False),
        ("gemini/gemini-2.5-flash-lite", "full", False, False),
        ("xai/grok-4", "checkpoints", False, False),
        ("deepseek/deepseek-chat", "checkpoints", True, False),
        ("deepseek/deepseek-reasoner", "checkpoints", False, False),
        ("openai/Qwen2.5-Coder-7B-Instruct", "full", True, False),
        ("hosted_vllm/Qwen/Qwen2.5-Coder-32B-Instruct", "full", True, False),
        ("hosted_vllm/Qwen/Qwen3-Coder-480B-A35B-Instruct", "checkpoints", True, False),
        ("together_ai/meta-llama/Llama-3.3-70B-Instruct-Turbo", "checkpoints", True, False),
        ("groq/llama-3.1-8b-instant", "full", True, False),
        ("openai/qwen2.5-1.5b", "full", True, False),
        ("ollama_chat/qwen2.5-coder:7b", "full", False, False),
        ("openai/something-of-ones-own", "full", True, False),
    ],
)
def test_models(model: str, prompt: str, wants_logprobs: bool, has_scale: bool) -> None:
    row = find_row(model)
    assert (row.prompt, row.wants_logprobs, row.has_scale) == (prompt, wants_logprobs, has_scale)


def test_the_last_row_takes_every_name() -> None:
    assert MODELS[-1].names == "*"
    assert find_row("") is MODELS[-1]


def test_the_table_names_prompts_that_exist() -> None:
    assert {row.prompt for row in MODELS} <= set(known_prompts())
    assert all(schema_of(row.prompt) == SCHEMA_VERSION for row in MODELS if row.has_scale)


@pytest.mark.parametrize(
    ("setting", "expected"), [("auto", "checkpoints"), ("full", "full"), ("plain", "plain")]
)
def test_a_setting_overrides_the_table(setting: str, expected: str) -> None:
    assert choose_prompt("gpt-4o", setting) == expected
