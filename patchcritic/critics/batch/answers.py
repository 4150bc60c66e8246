"""One line of a batch service's answers, read as the reply it holds or as what is wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from patchcritic.critics.batch.lines import read_custom_id
from patchcritic.critics.calling.reply import NotACompletion, Reply, read_reply
from patchcritic.redact import redact_message

_NO_CHANCE = -9999.0
"""What OpenAI gives as the logprob of a token that is none of the likeliest."""


class Outcome(StrEnum):
    """What became of one line."""

    STORED = "stored"
    KNOWN = "known"
    """There was a reply already, so a second import changes nothing."""
    DUPLICATE = "duplicate"
    """The same request was answered by an earlier line."""
    FAILED = "failed"
    """The service reports an error instead of an answer."""
    REFUSED = "refused"
    CUT = "cut"
    """Stored as well, though the reply ended at ``max_tokens``: a run goes on from it."""
    EMPTY = "empty"
    FOREIGN = "foreign"
    """It answers none of the requests."""
    INVALID = "invalid"
    """It is no JSON, or no line of a batch file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One line, read."""

    key: str = ""
    """Where the reply belongs in the store; empty where that cannot be told."""
    reply: Reply | None = None
    outcome: Outcome | None = None
    """What kept the line from being of use; None when it holds a reply."""
    reason: str = ""


class _NotALine(Exception):
    """Valid JSON that is no line of a batch file."""


def read_answer(line: bytes) -> Answer:
    """Read a line; whatever is in it, this does not raise."""
    try:
        document = json.loads(
            line.decode("utf-8"), object_hook=_as_object, parse_constant=lambda _: _NO_CHANCE
        )
    except UnicodeDecodeError:
        return Answer(outcome=Outcome.INVALID, reason="not UTF-8")
    except (ValueError, RecursionError):
        return Answer(outcome=Outcome.INVALID, reason="not JSON")
    custom_id = getattr(document, "custom_id", None)
    if not isinstance(custom_id, str):
        return Answer(outcome=Outcome.INVALID, reason="no custom_id")
    key = read_custom_id(custom_id)
    if key is None:
        return Answer(outcome=Outcome.FOREIGN)
    try:
        return _judge(key, document)
    except _NotALine as error:
        return Answer(key=key, outcome=Outcome.INVALID, reason=str(error))


def _as_object(pairs: dict[str, Any]) -> SimpleNamespace:
    """With attributes, as ``read_reply`` finds them in a provider's response."""
    return SimpleNamespace(**pairs)


def _judge(key: str, document: Any) -> Answer:
    response = getattr(document, "response", None)
    status = getattr(response, "status_code", 200)
    error = getattr(document, "error", None)
    # An error file's lines, and vLLM's, name the error in different places.
    body = getattr(response, "body", None)
    error = error or getattr(body, "error", None)
    if error or not isinstance(status, int) or status >= 400:
        return Answer(key=key, outcome=Outcome.FAILED, reason=_explain(error, status))
    try:
        reply = read_reply(_with_refusal(body), seconds=0.0, prices=None)
    except NotACompletion:
        raise _NotALine("no chat completion") from None
    except (AttributeError, TypeError, ValueError):
        raise _NotALine("an odd chat completion") from None
    if reply.is_refusal:
        return Answer(key=key, outcome=Outcome.REFUSED)
    if not reply.text.strip() and not reply.tool_calls:
        return Answer(key=key, outcome=Outcome.EMPTY)
    return Answer(key=key, reply=reply)


def _with_refusal(body: Any) -> Any:
    """The completion with its refusal where litellm puts it, since ``read_reply`` looks there."""
    choices = getattr(body, "choices", None)
    if isinstance(choices, list):
        for choice in choices[:1]:
            refusal = getattr(choice.message, "refusal", None)
            choice.message.provider_specific_fields = {"refusal": refusal}
    return body


def _explain(error: Any, status: object) -> str:
    """The status and the error's own words, at most 200 characters of them."""
    inner = getattr(error, "error", None) or error
    said = getattr(inner, "message", None) or getattr(inner, "code", None) or ""
    words = inner if isinstance(inner, str) else said
    shown = redact_message(str(words))[:200]
    return " ".join(part for part in (str(status), shown) if part)
