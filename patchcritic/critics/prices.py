"""What models cost by litellm's price list, read without litellm: its import takes seconds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a model costs, in USD per million tokens."""

    input: float
    output: float
    cached: float | None = None
    """For prompt tokens that the provider had in its prefix cache; None costs as ``input``."""


_LIST = "model_prices_and_context_window_backup.json"


def find_input_price(model: str) -> float | None:
    """USD per prompt token of a model, by the list inside the installed litellm.

    None when the list does not hold the model. Its names come with and without the provider:
    ``openai/gpt-4o`` is listed as ``gpt-4o`` of the provider ``openai``.
    """
    prices = _read_list()
    provider, _, name = model.partition("/")
    entry = prices.get(model)
    if entry is None and prices.get(name, {}).get("litellm_provider") == provider:
        entry = prices[name]
    price = None if entry is None else entry.get("input_cost_per_token")
    return None if price is None else float(price)


def _read_list() -> dict[str, dict[str, Any]]:
    spec = find_spec("litellm")
    for folder in (spec and spec.submodule_search_locations) or ():
        try:
            text = (Path(folder) / _LIST).read_text(encoding="utf-8")
        except OSError:
            continue
        prices: dict[str, dict[str, Any]] = json.loads(text)
        return prices
    return {}
