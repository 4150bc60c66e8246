"""What a model can do, by litellm's list, read without litellm."""

from __future__ import annotations

from dataclasses import dataclass

from patchcritic.critics.calling.model_list import find_entry
from patchcritic.critics.calling.prices import Prices, find_prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What the list says of a model; None where it says nothing."""

    sees_images: bool | None
    calls_functions: bool | None
    follows_schema: bool | None
    """Whether the provider holds its replies to a JSON Schema."""
    max_input_tokens: int | None
    prices: Prices | None


def find_capabilities(model: str) -> Capabilities | None:
    """What the list says of a model by its name in litellm; None when it is not there.

    A listed model cannot do what is not said of it: the list names abilities, not their lack.
    """
    entry = find_entry(model)
    if entry is None:
        return None
    return Capabilities(
        sees_images=bool(entry.get("supports_vision")),
        calls_functions=bool(entry.get("supports_function_calling")),
        follows_schema=bool(entry.get("supports_response_schema")),
        max_input_tokens=entry.get("max_input_tokens"),
        prices=find_prices(model),
    )
