"""What a provider's model can do, tried where it answered and else by litellm's list."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from patchcritic.cli.doctor.nouns import Check, State

if TYPE_CHECKING:
    from patchcritic.critics.calling.capabilities import Capabilities
    from patchcritic.critics.calling.prices import Prices
    from patchcritic.critics.calling.reply import Reply

SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {"is_prime_number": {"type": "boolean"}},
    "required": ["is_prime_number"],
    "additionalProperties": False,
}
QUESTION = "Is 7 a prime number?"
"""It does not name the schema's key, so only a model held to the schema writes it."""
TOOL: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": "read_line",
        "description": "Read one line of a file.",
        "parameters": {
            "type": "object",
            "properties": {"path": {"type": "string"}, "line": {"type": "integer"}},
            "required": ["path", "line"],
        },
    },
}
TOOL_QUESTION = "Use the tool to read line 3 of setup.py."

_WORDS = {
    "schema": (
        "Replies are held to a JSON schema",
        "Replies are not held to a JSON schema, so more of them must be asked for again",
    ),
    "logprobs": (
        "Logprobs are given, so p_pass is an expectation",
        "No logprobs are given, so p_pass is what the model writes; --samples N counts votes",
    ),
    "tools": (
        "Functions are called, so --explore works",
        "Functions are not called, so --explore has no effect",
    ),
    "images": ("Images are seen", "Images are not seen, and are left out of what is asked"),
}


def check_ability(name: str, is_able: bool | None, *, how: str) -> Check:
    """Whether the model has an ability of ``_WORDS``; None for not known. ``how`` says by what:
    ``tried`` or ``by litellm's list``."""
    details = {"is_able": is_able, "how": how if is_able is not None else None}
    if is_able is None:
        message = f"It is not known whether the model has this ability ({how})."
        return Check(name=name, state=State.SKIP, message=message, details=details)
    able, unable = _WORDS[name]
    # Nothing is wrong with a model that sees no images: few tests have one.
    state = State.OK if is_able else State.SKIP if name == "images" else State.WARN
    message = f"{able if is_able else unable} ({how})."
    return Check(name=name, state=state, message=message, details=details)


def list_abilities(listed: Capabilities | None) -> tuple[Check, ...]:
    """The abilities by the list, for a model that is not asked."""
    return (
        _by_list("schema", None if listed is None else listed.follows_schema),
        check_ability("logprobs", None, how="not asked"),
        _by_list("tools", None if listed is None else listed.calls_functions),
        list_images(listed),
    )


def list_images(listed: Capabilities | None) -> Check:
    """Whether it sees images; by the list alone, since an image is not cheap to send."""
    return _by_list("images", None if listed is None else listed.sees_images)


def _by_list(name: str, is_able: bool | None) -> Check:
    if is_able is None:
        return check_ability(name, None, how="not in litellm's list")
    return check_ability(name, is_able, how="by litellm's list")


def follows_schema(reply: Reply) -> bool | None:
    """Whether a reply to ``QUESTION`` follows ``SCHEMA``; None when it says nothing at all."""
    if not reply.text.strip():
        return None
    try:
        answer = json.loads(reply.text)
    except (ValueError, RecursionError):
        return False
    return isinstance(answer, dict) and isinstance(answer.get("is_prime_number"), bool)


def check_prices(prices: Prices | None) -> Check:
    """What the model costs, in USD per million tokens."""
    if prices is None:
        message = "n/a: no price is known; --price IN,OUT gives one, which --max-cost needs."
        return Check(name="price", state=State.WARN, message=message, details={"input": None})
    details = {"input": prices.input, "output": prices.output, "cached": prices.cached}
    cached = "" if prices.cached is None else f" ({prices.cached:,.2f} when cached)"
    message = (
        f"USD {prices.input:,.2f} per million prompt tokens{cached}, {prices.output:,.2f} per "
        "million written."
    )
    return Check(name="price", state=State.OK, message=message, details=details)
