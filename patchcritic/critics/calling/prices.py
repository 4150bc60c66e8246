"""What models cost by litellm's list, and what a call comes to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from patchcritic.critics.calling.model_list import find_entry

_MILLION = 1_000_000
_LONG_PROMPT = re.compile(r"input_cost_per_token_above_(\d+)k_tokens")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a model costs, in USD per million tokens."""

    input: float
    output: float
    cached: float | None = None
    """For prompt tokens that the provider had in its prefix cache; None costs as ``input``."""
    written: float | None = None
    """For prompt tokens that it puts there; None costs as ``input``."""
    max_prompt_tokens: int | None = None
    """The longest prompt that these prices are for; None when length does not matter."""

    def cost_of(
        self, *, prompt_tokens: int, completion_tokens: int, cached: int = 0, written: int = 0
    ) -> float | None:
        """USD for a call; ``cached`` and ``written`` are parts of ``prompt_tokens``.

        None for a prompt longer than the prices are for.
        """
        if self.max_prompt_tokens is not None and prompt_tokens > self.max_prompt_tokens:
            return None
        parts = (
            (prompt_tokens - cached - written, self.input),
            (cached, self.input if self.cached is None else self.cached),
            (written, self.input if self.written is None else self.written),
            (completion_tokens, self.output),
        )
        return sum(n_tokens * price for n_tokens, price in parts) / _MILLION


def find_prices(model: str) -> Prices | None:
    """What a model costs by litellm's list; None when it is not there or costs by other things
    than tokens of the prompt and of the reply, such as thoughts at a price of their own."""
    entry = find_entry(model) or {}
    price_in, price_out = entry.get("input_cost_per_token"), entry.get("output_cost_per_token")
    thoughts = entry.get("output_cost_per_reasoning_token", price_out)
    if price_in is None or price_out is None or thoughts != price_out:
        return None
    return Prices(
        input=price_in * _MILLION,
        output=price_out * _MILLION,
        cached=_per_million(entry.get("cache_read_input_token_cost")),
        written=_per_million(entry.get("cache_creation_input_token_cost")),
        max_prompt_tokens=_shortest_long_prompt(entry),
    )


def find_input_price(model: str) -> float | None:
    """USD per prompt token of a model, by litellm's list; None when it has no price."""
    prices = find_prices(model)
    return None if prices is None else prices.input / _MILLION


def _per_million(price: float | None) -> float | None:
    return None if price is None else price * _MILLION


def _shortest_long_prompt(entry: dict[str, Any]) -> int | None:
    matches = filter(None, map(_LONG_PROMPT.fullmatch, entry))
    return min((int(match[1]) * 1000 for match in matches), default=None)
