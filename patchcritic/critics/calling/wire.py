"""A call as the JSON that OpenAI-shaped servers take."""

from __future__ import annotations

from typing import Any

from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.settings import CriticSettings

N_TOP = 20
"""Likeliest tokens asked for at each place: the most that OpenAI and vLLM give."""


def build_body(call: Call, settings: CriticSettings) -> dict[str, Any]:
    """The body of ``POST /chat/completions`` but for the model's name: all that the call asks for,
    whether or not a given provider takes it."""
    body: dict[str, Any] = {
        "messages": list(call.messages),
        "temperature": settings.sample_temperature if call.sample else settings.temperature,
        "max_tokens": settings.max_tokens,
    }
    if settings.seed is not None or call.sample:
        body["seed"] = (settings.seed or 0) + call.sample
    if call.schema is not None:
        described = {"name": "answer", "strict": True, "schema": dict(call.schema)}
        body["response_format"] = {"type": "json_schema", "json_schema": described}
    if call.wants_logprobs:
        body |= {"logprobs": True, "top_logprobs": N_TOP}
    if call.tools:
        body["tools"] = [dict(tool) for tool in call.tools]
    return body
