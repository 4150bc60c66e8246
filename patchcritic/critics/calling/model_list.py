"""litellm's list of models, read without litellm: its import takes seconds, the list 30 ms."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_LIST = "model_prices_and_context_window_backup.json"


def find_entry(model: str) -> dict[str, Any] | None:
    """What the list inside the installed litellm says of a model; None when it is not there.

    Names come with and without the provider: ``openai/gpt-4o`` is listed as ``gpt-4o`` of the
    provider ``openai``, and ``vertex_ai/gemini-2.5-pro`` as one of ``vertex_ai-language-models``.
    """
    listed = read_list()
    if model in listed:
        return listed[model]
    provider, _, name = model.partition("/")
    entry = listed.get(name, {})
    return entry if provider and entry.get("litellm_provider", "").startswith(provider) else None


@lru_cache(maxsize=1)
def read_list() -> dict[str, dict[str, Any]]:
    """Every model by its name; empty when there is no list."""
    spec = find_spec("litellm")
    for folder in (spec and spec.submodule_search_locations) or ():
        try:
            text = (Path(folder) / _LIST).read_text(encoding="utf-8")
        except OSError:
            continue
        listed: dict[str, dict[str, Any]] = json.loads(text)
        return listed
    return {}
