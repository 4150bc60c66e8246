"""What a provider sent back, reduced to what we use of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from patchcritic.domain import Usage

_REFUSAL = re.compile(
    r"\s*(I['’]?m (very )?sorry|Sorry|I apologi[sz]e|I (can(no|['’])t|am unable to|won['’]t))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One completed call."""

    text: str
    usage: Usage
    is_cut: bool = False
    """Whether it ended at ``max_tokens``."""
    is_refusal: bool = False
    """Whether the provider says that it, or its filter, refused."""

    @property
    def sounds_like_refusal(self) -> bool:
        """Whether a text that holds no answer begins as refusals do."""
        return self.is_refusal or _REFUSAL.match(self.text) is not None


class NotACompletion(Exception):
    """The server answered with something that is no chat completion."""


def read_reply(response: Any, *, seconds: float, cost_usd: float | None) -> Reply:
    """Reduce litellm's response. Raises ``NotACompletion`` when it holds no choice."""
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
        usage=_read_usage(getattr(response, "usage", None), seconds, cost_usd),
        is_cut=reason == "length",
        is_refusal=reason == "content_filter" or bool(refusal and not text),
    )


def _read_usage(usage: Any, seconds: float, cost_usd: float | None) -> Usage:
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        n_calls=1,
        prompt_tokens=getattr(usage, "prompt_tokens", None) or 0,
        cached_tokens=getattr(details, "cached_tokens", None) or 0,
        completion_tokens=getattr(usage, "completion_tokens", None) or 0,
        cost_usd=cost_usd,
        seconds=seconds,
    )
