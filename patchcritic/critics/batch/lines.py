"""The lines of OpenAI's Batch files, which ``vllm run-batch`` takes and writes too.

A request is ``{"custom_id", "method", "url", "body"}`` and an answer ``{"id", "custom_id",
"response": {"status_code", "request_id", "body"}, "error"}``, see
https://platform.openai.com/docs/api-reference/batch/request-input.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

from patchcritic.critics.calling.calls import Call, Message
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.calling.wire import build_body

URL = "/v1/chat/completions"
PREFIX = "patchcritic-"
N_DIGITS = 64
"""Of a key: SHA-256 in hexadecimal."""

_PROVIDERS = frozenset(
    {"anthropic", "azure", "deepseek", "fireworks_ai", "gemini", "groq", "hosted_vllm", "mistral"}
    | {"litellm_proxy", "llamafile", "lm_studio", "openai", "openrouter", "together_ai", "xai"}
)
"""Prefixes that are litellm's and no part of the model's name on the provider's own server."""
_REASONS = re.compile(r"o\d|gpt-(?![34])(?!.*-chat)")
"""OpenAI's models that take ``max_completion_tokens`` and neither a temperature nor logprobs."""


def make_custom_id(key: str) -> str:
    """The id of the request whose reply is kept under ``key``.

    In base 32 it has 64 characters, which is the most that Anthropic, OpenRouter and Zhipu take
    (https://github.com/anthropics/anthropic-sdk-python/issues/984).
    """
    digits = base64.b32encode(bytes.fromhex(key)).decode("ascii")
    return PREFIX + digits.rstrip("=").lower()


def read_custom_id(custom_id: object) -> str | None:
    """The key that a request's id stands for; None when the id is not one of ours."""
    if not isinstance(custom_id, str) or not custom_id.startswith(PREFIX):
        return None
    digits = custom_id.removeprefix(PREFIX).upper()
    try:
        key = base64.b32decode(digits + "=" * (-len(digits) % 8)).hex()
    except (binascii.Error, ValueError):
        return None
    is_ours = len(key) == N_DIGITS and make_custom_id(key) == custom_id
    return key if is_ours else None


def make_line(key: str, call: Call, *, model: str, settings: CriticSettings) -> str:
    """A call as one line of a batch file, without the line's end."""
    request = {
        "custom_id": make_custom_id(key),
        "method": "POST",
        "url": URL,
        "body": make_body(call, model=model, settings=settings),
    }
    return json.dumps(request, separators=(",", ":"))


def make_body(call: Call, *, model: str, settings: CriticSettings) -> dict[str, Any]:
    """What a chat-completion server takes, with the model's name as that server knows it."""
    provider, slash, rest = model.partition("/")
    name = rest if slash and provider in _PROVIDERS else model
    body = {"model": name, **build_body(call, settings)}
    body["messages"] = [_without_cache_marks(message) for message in body["messages"]]
    is_openai = not settings.api_base and (provider == "openai" or not slash)
    if is_openai and _REASONS.match(name):
        body["max_completion_tokens"] = body.pop("max_tokens")
        for argument in ("temperature", "logprobs", "top_logprobs"):
            body.pop(argument, None)
    return body


def _without_cache_marks(message: Message) -> Message:
    """The message without Anthropic's ``cache_control``, which others refuse as unknown."""
    content = message.get("content")
    if not isinstance(content, list):
        return message
    blocks = [
        {name: value for name, value in block.items() if name != "cache_control"}
        for block in content
    ]
    return {**message, "content": blocks}
