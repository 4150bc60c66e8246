from __future__ import annotations

from email.utils import formatdate
from time import time
from types import SimpleNamespace

import pytest

from patchcritic.critics.calling.faults import classify_fault, describe


class _Error(Exception):
    """As litellm's: a status, a response with headers."""

    def __init__(self, message: str = "", status_code: object = None, **headers: str) -> None:
        super().__init__(message)
        self.status_code = status_code
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        self.response = SimpleNamespace(headers=names)


class Timeout(_Error):
    pass


class ContextWindowExceededError(_Error):
    pass


class ContentPolicyViolationError(_Error):
    pass


class ConnectError(Exception):
    pass


@pytest.mark.parametrize(
    ("error", "kind", "may_pass", "ends_run"),
    [
        (TimeoutError(), "timeout", True, False),
        (Timeout(status_code=408), "timeout", True, False),
        (ContextWindowExceededError(status_code=400), "too-long", False, False),
        (_Error("prompt is too long: 9 tokens", 400), "too-long", False, False),
        (ContentPolicyViolationError(status_code=400), "refused", False, False),
        (_Error("slow down", 429), "provider", True, False),
        (_Error("insufficient_quota", 429), "provider", False, True),
        (_Error("bad", 400), "provider", False, False),
        (_Error("bad", 422), "provider", False, False),
        (_Error("who", 401), "provider", False, True),
        (_Error("pay", 402), "provider", False, True),
        (_Error("no", 403), "provider", False, True),
        (_Error("what", 404), "provider", False, True),
        (_Error("conflict", 409), "provider", True, False),
        (_Error("oops", 500), "provider", True, False),
        (_Error("oops", "503"), "provider", True, False),
        (_Error("oops", "none"), "provider", True, False),
        (_Error("The api_key client option must be set", 500), "provider", False, True),
        (ValueError("not json"), "provider", True, False),
    ],
)
def test_faults(error: Exception, kind: str, may_pass: bool, ends_run: bool) -> None:
    fault = classify_fault(error)
    assert (fault.kind, fault.may_pass, fault.ends_run) == (kind, may_pass, ends_run)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"Retry_After": "2"}, 2.0),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "..."}, None),
        ({"retry_after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry_after_ms": "1500", "retry_after": "9"}, 1.5),
    ],
)
def test_how_long_to_wait(headers: dict[str, str], expected: float | None) -> None:
    assert classify_fault(_Error("slow down", 429, **headers)).retry_after_s == expected


def test_a_date_to_wait_for() -> None:
    date = formatdate(time() + 30, usegmt=True)
    wait_s = classify_fault(_Error("slow down", 429, retry_after=date)).retry_after_s
    assert wait_s is not None
    assert 25 < wait_s <= 31


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (_Error("litellm.RateLimitError: RateLimitError: OpenAIException - slow"), "slow"),
        (_Error("two\nlines \x1b[31m and\tmore"), "two lines [31m and more"),
        (_Error("Bad: <!DOCTYPE html><p>x"), "Bad (an HTML page instead of an answer)"),
        (_Error("'x'\nTraceback (most recent call last):\n  File"), "'x'"),
        (_Error("<html>"), "(an HTML page instead of an answer)"),
        (_Error("x" * 500), "x" * 299 + "…"),
        (KeyError(), "KeyError"),
    ],
)
def test_descriptions_are_fit_to_show(error: Exception, expected: str) -> None:
    assert describe(error) == expected


def test_an_unreachable_server_is_told_from_one_that_hangs_up() -> None:
    outer = _Error("Connection error", 500)
    outer.__cause__ = ConnectError()
    assert classify_fault(outer).is_unreachable
    assert not classify_fault(_Error("Connection error", 500)).is_unreachable


def test_a_circle_of_causes_is_left() -> None:
    one, two = _Error("1", 500), _Error("2", 500)
    one.__cause__, two.__cause__ = two, one
    assert not classify_fault(one).is_unreachable


@pytest.mark.parametrize(
    ("error", "names"),
    [
        (
            _Error("'response_format' of type 'json_schema' is not supported", 400),
            "response_format",
        ),
        (_Error("Unknown field: response_format", 422), "response_format"),
        (_Error("logprobs are not supported with reasoning models", 400), "logprobs"),
        (_Error("top_logprobs must be at most 5", 400), "logprobs"),
        (_Error("Unsupported value: 'temperature' must be 1 for this model", 400), "temperature"),
        (_Error("Unrecognized request argument supplied: seed", 400), "seed"),
        (_Error("'temperature' and 'seed' come from the judged code", 400), ""),
        (_Error("Invalid value for 'messages'", 400), ""),
        (_Error("response_format", 500), ""),
    ],
)
def test_an_argument_that_is_not_taken_is_recognised(error: Exception, names: str) -> None:
    assert classify_fault(error).rejects == frozenset(names.split())
