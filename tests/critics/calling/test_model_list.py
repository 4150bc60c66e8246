from __future__ import annotations

import pytest

from patchcritic.critics.calling.model_list import find_entry


@pytest.mark.parametrize(
    ("model", "provider"),
    [
        ("gpt-4o", "openai"),
        ("openai/gpt-4o", "openai"),
        ("gemini/gemini-2.5-pro", "gemini"),
        ("vertex_ai/gemini-2.5-pro", "vertex_ai-language-models"),
        ("anthropic/claude-sonnet-4-5", "anthropic"),
    ],
)
def test_names_come_with_and_without_the_provider(model: str, provider: str) -> None:
    entry = find_entry(model)
    assert entry is not None
    assert entry["litellm_provider"] == provider


@pytest.mark.parametrize("model", ["groq/gpt-4o", "/gpt-4o", "gpt", "openai/", "", "a/b/c"])
def test_another_providers_model_is_not_taken_for_it(model: str) -> None:
    assert find_entry(model) is None
