"""What a provider sent back, reduced to what we use of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from patchcritic.critics.calling.prices import Prices
from patchcritic.domain import Usage

MIN_LOGPROB = -10.0
"""Choices less likely than this (0.005 %) are left out: 20 for each of 300 tokens would be 150 kB
to keep for a reply of 1 kB, and all of them together hold less than 0.1 % at any place."""

_REFUSAL = re.compile(
    r"\s*(I['’]?m (very )?sorry|Sorry|I apologi[sz]e|I (can(no|['’])t|am unable to|won['’]t))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenChoices:
    """One token of a reply and what else might have stood there."""

    text: str
    top: tuple[tuple[str, float], ...]
    """The likeliest tokens at this place with their natural logprobs, best first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """A function that the model asks for instead of replying."""

    id: str
    name: str
    arguments: str
    """JSON as the model wrote it, which need not be valid."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One completed call."""

    text: str
    usage: Usage = field(default_factory=Usage)
    is_cut: bool = False
    """Whether it ended at ``max_tokens``."""
    is_refusal: bool = False
    """Whether the provider says that it, or its filter, refused."""
    tokens: tuple[TokenChoices, ...] = ()
    """The text token by token, where it was asked for and the provider gives it."""
    tool_calls: tuple[ToolCall, ...] = ()
    is_kept: bool = False
    """Whether it comes from the store and cost nothing."""

    @property
    def sounds_like_refusal(self) -> bool:
        """Whether a text that holds no answer begins as refusals do."""
        return self.is_refusal or _REFUSAL.match(self.text) is not None


class NotACompletion(Exception):
    """The server answered with something that is no chat completion."""


def read_reply(response: Any, *, seconds: float, prices: Prices | None) -> Reply:
    """Reduce litellm's response.

    Raises ``NotACompletion`` when it holds no choice.
    """
    choices = getattr(response, "choices", None)
    if not choices:
        raise NotACompletion("The server's response is not a chat completion.")
    message = choices[0].message
    reason = getattr(choices[0], "finish_reason", None)
    extra = getattr(message, "provider_specific_fields", None) or {}
    refusal = str(extra.get("refusal") or "")
    text = message.content if isinstance(message.content, str) else ""
    return Reply(
        text=text or refusal,
        usage=_read_usage(getattr(response, "usage", None), seconds, prices),
        is_cut=reason == "length",
        is_refusal=reason == "content_filter" or bool(refusal and not text),
        tokens=_read_tokens(getattr(choices[0], "logprobs", None)),
        tool_calls=_read_tool_calls(getattr(message, "tool_calls", None)),
    )


def _read_usage(usage: Any, seconds: float, prices: Prices | None) -> Usage:
    """What the call took; its cost is unknown without a price, and without a count of tokens."""
    details = getattr(usage, "prompt_tokens_details", None)
    prompt_tokens = getattr(usage, "prompt_tokens", None) or 0
    cached_tokens = getattr(details, "cached_tokens", None) or 0
    completion_tokens = getattr(usage, "completion_tokens", None) or 0
    cost_usd = None
    if prices is not None and prompt_tokens:
        cost_usd = prices.cost_of(
            prompt_tokens=prompt_tokens,
            completion_tokens=completion_tokens,
            cached=cached_tokens,
            written=getattr(usage, "cache_creation_input_tokens", None) or 0,
        )
    return Usage(
        n_calls=1,
        prompt_tokens=prompt_tokens,
        cached_tokens=cached_tokens,
        completion_tokens=completion_tokens,
        cost_usd=cost_usd,
        seconds=seconds,
    )


def _read_tokens(logprobs: Any) -> tuple[TokenChoices, ...]:
    tokens = []
    for item in getattr(logprobs, "content", None) or ():
        top = [(str(choice.token), float(choice.logprob)) for choice in item.top_logprobs or ()]
        likely = [choice for choice in top if choice[1] >= MIN_LOGPROB]
        likely.sort(key=lambda choice: -choice[1])
        tokens.append(TokenChoices(text=str(item.token), top=tuple(likely)))
    return tuple(tokens)


def _read_tool_calls(calls: Any) -> tuple[ToolCall, ...]:
    return tuple(
        ToolCall(
            id=str(call.id or ""),
            name=str(call.function.name or ""),
            arguments=str(call.function.arguments or ""),
        )
        for call in calls or ()
    )
