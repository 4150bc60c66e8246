"""What went wrong with a call to a provider, and what is to be done about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from time import time
from typing import Literal

from patchcritic.domain import Usage
from patchcritic.redact import redact_message

_MAX_MESSAGE = 300
_ENDS_RUN = {401, 402, 403, 404}
_MAY_PASS = {408, 409, 425, 429}

_TOO_LONG = re.compile(
    r"context.?(length|window)|too many (input )?tokens|prompt is too long", re.I
)
_NO_CREDIT = re.compile(r"insufficient_quota|exceeded your current quota|credit balance", re.I)
_NO_KEY = re.compile(r"api_key.{0,40}must be set|missing credentials|no api key", re.I)
_UNREACHABLE = {"ConnectError", "ClientConnectorError", "ClientConnectorDNSError"}
_REJECTS = {
    "response_format": re.compile(
        r"response_format|json_schema|structured.?output|output_format", re.I
    ),
    "logprobs": re.compile(r"logprobs", re.I),
    "seed": re.compile(r"(unsupported|unknown|unrecogni[sz]ed|not permitted).{0,80}\bseed\b", re.I),
    "temperature": re.compile(
        r"(unsupported|unknown|unrecogni[sz]ed|not permitted).{0,80}\btemperature\b", re.I
    ),
}
"""Arguments that can be left out, and how providers name the one they do not take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A failed call."""

    kind: Literal["refused", "timeout", "provider", "too-long", "budget", "exported"]
    message: str
    may_pass: bool = False
    """Whether the same call may succeed later."""
    ends_run: bool = False
    """Whether every other call will fail in the same way."""
    retry_after_s: float | None = None
    """How long the provider asks us to wait."""
    rejects: frozenset[str] = frozenset()
    """Names of arguments that the provider does not take and that can be left out."""
    is_throttled: bool = False
    """Whether the provider asks all callers to slow down."""
    is_unreachable: bool = False
    """Whether nothing listens at the address."""


class CallFailed(Exception):
    """A call that failed for good, with what the tries took."""

    def __init__(self, fault: Fault, usage: Usage) -> None:
        super().__init__(fault.message)
        self.fault = fault
        self.usage = usage


def classify_fault(error: BaseException) -> Fault:
    """Read an exception of litellm, openai or httpx; by name and status, to import none of them."""
    names = {kind.__name__ for kind in type(error).__mro__}
    status = _status_of(error)
    message = describe(error)
    if names & {"Timeout", "APITimeoutError", "TimeoutError"}:
        return Fault(kind="timeout", message="No answer within the time limit.", may_pass=True)
    if "ContentPolicyViolationError" in names:
        return Fault(kind="refused", message=message)
    if "ContextWindowExceededError" in names or (status == 400 and _TOO_LONG.search(str(error))):
        return Fault(kind="too-long", message=message)
    if status == 429 and _NO_CREDIT.search(str(error)):
        return Fault(kind="provider", message=message, ends_run=True)
    if status in _ENDS_RUN or "LiteLLMUnknownProvider" in names or _NO_KEY.search(str(error)):
        return Fault(kind="provider", message=message, ends_run=True)
    retry_after_s = _retry_after(error)
    return Fault(
        kind="provider",
        message=message,
        may_pass=status is None or status in _MAY_PASS or status >= 500,
        retry_after_s=retry_after_s,
        is_throttled=status == 429 or retry_after_s is not None,
        rejects=_find_rejected(str(error)) if status in (400, 422) else frozenset(),
        is_unreachable=any(type(cause).__name__ in _UNREACHABLE for cause in _causes(error)),
    )


def describe(error: BaseException) -> str:
    """The error on one line that is fit to show: no markup pages, no terminal escapes, no keys."""
    text = redact_message(str(error).partition("Traceback (most recent call last)")[0].strip())
    text = text or type(error).__name__
    text = re.sub(r"^((litellm\.)?\w+(Error|Exception)(: | - ))+", "", text)
    if page := re.search(r"<(!doctype|html|head|body)\b", text, re.I):
        text = f"{text[: page.start()].rstrip(' -:')} (an HTML page instead of an answer)".strip()
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _MAX_MESSAGE else f"{line[: _MAX_MESSAGE - 1]}…"


def _find_rejected(message: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _REJECTS.items() if pattern.search(message))


def _status_of(error: BaseException) -> int | None:
    status = getattr(error, "status_code", None)
    return int(status) if isinstance(status, (int, str)) and str(status).isdigit() else None


def _causes(error: BaseException) -> list[BaseException]:
    """The error and what it was raised from; the chain is cut at 20, since it may be a circle."""
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 20:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain


def _retry_after(error: BaseException) -> float | None:
    """``Retry-After`` in seconds or as a date (RFC 9110, 10.2.3); ``retry-after-ms`` as OpenAI."""
    headers = getattr(error, "litellm_response_headers", None)
    if headers is None:
        headers = getattr(getattr(error, "response", None), "headers", None)
    found = {str(name).lower(): str(value) for name, value in dict(headers or {}).items()}
    try:
        if "retry-after-ms" in found:
            return max(0.0, float(found["retry-after-ms"]) / 1000)
        if "retry-after" not in found:
            return None
        if re.fullmatch(r"[\d.]+", found["retry-after"]):
            return float(found["retry-after"])
        return max(0.0, parsedate_to_datetime(found["retry-after"]).timestamp() - time())
    except ValueError:
        return None
