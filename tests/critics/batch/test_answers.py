from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.batch.answers import Outcome, read_answer
from patchcritic.critics.batch.lines import make_custom_id

KEY = hashlib.sha256(b"a question").hexdigest()


def line(custom_id: str = make_custom_id(KEY), **parts: Any) -> bytes:
    return json.dumps({"id": "1", "custom_id": custom_id, **parts}).encode("utf-8")


def complete(content: Any = "yes", *, reason: str = "stop", **message: Any) -> dict[str, Any]:
    """A response of a service, as OpenAI and vLLM write it."""
    choice = {"index": 0, "message": {"content": content, **message}, "finish_reason": reason}
    return {"response": {"status_code": 200, "body": {"choices": [choice]}}, "error": None}


def test_a_good_line_is_a_reply() -> None:
    answer = read_answer(line(**complete("yes", refusal=None)))
    assert (answer.key, answer.outcome, answer.reason) == (KEY, None, "")
    assert answer.reply is not None
    assert (answer.reply.text, answer.reply.is_cut) == ("yes", False)


def test_a_cut_reply_is_one_all_the_same() -> None:
    reply = read_answer(line(**complete("1. the", reason="length"))).reply
    assert reply is not None
    assert (reply.text, reply.is_cut) == ("1. the", True)


def test_logprobs_and_tool_calls_are_read() -> None:
    row = complete(None, tool_calls=[{"id": "c", "function": {"name": "grep", "arguments": "{}"}}])
    top = [{"token": "yes", "logprob": -0.1}, {"token": "no", "logprob": float("-inf")}]
    token = {"token": "yes", "logprob": -0.1, "top_logprobs": top}
    row["response"]["body"]["choices"][0]["logprobs"] = {"content": [token]}
    reply = read_answer(line(**row)).reply
    assert reply is not None
    assert [call.name for call in reply.tool_calls] == ["grep"]
    assert reply.tokens[0].top == (("yes", -0.1),)


@pytest.mark.parametrize(
    ("content", "outcome"),
    [
        (complete("", refusal="I cannot."), Outcome.REFUSED),
        (complete("", reason="content_filter"), Outcome.REFUSED),
        (complete(""), Outcome.EMPTY),
        (complete(None), Outcome.EMPTY),
        (complete(" \n", reason="length"), Outcome.EMPTY),
        (complete([{"type": "text", "text": "parts"}]), Outcome.EMPTY),
        ({"response": {"status_code": 429, "body": {}}}, Outcome.FAILED),
        ({"response": {"status_code": 200, "body": {"error": {"message": "x"}}}}, Outcome.FAILED),
        ({"response": {"status_code": None, "body": None}}, Outcome.FAILED),
        ({"response": None, "error": {"code": "batch_expired"}}, Outcome.FAILED),
        ({"response": None, "error": "plain words"}, Outcome.FAILED),
        ({"response": None, "error": None}, Outcome.INVALID),
        ({}, Outcome.INVALID),
        ({"response": "text"}, Outcome.INVALID),
        ({"response": {"body": {"choices": []}}}, Outcome.INVALID),
        ({"response": {"body": {"choices": {}}}}, Outcome.INVALID),
        ({"response": {"body": {"choices": [None]}}}, Outcome.INVALID),
        ({"response": {"body": {"choices": [{"message": None}]}}}, Outcome.INVALID),
        ({"method": "POST", "body": {"messages": []}}, Outcome.INVALID),
    ],
)
def test_a_line_without_a_reply_says_what_it_is(content: dict[str, Any], outcome: Outcome) -> None:
    answer = read_answer(line(**content))
    assert (answer.outcome, answer.reply) == (outcome, None)


@pytest.mark.parametrize(
    ("data", "outcome"),
    [
        (b"garbage", Outcome.INVALID),
        (b'{"custom_id": ', Outcome.INVALID),
        (b"\xff\xfe{\x00", Outcome.INVALID),
        (b'"text"', Outcome.INVALID),
        (b"[1, 2]", Outcome.INVALID),
        (b"null", Outcome.INVALID),
        (b"[" * 100_000, Outcome.INVALID),
        (b'{"custom_id": 7}', Outcome.INVALID),
        (b'{"custom_id": {}}', Outcome.INVALID),
        (line("request-1", **complete()), Outcome.FOREIGN),
        (line("patchcritic-abc", **complete()), Outcome.FOREIGN),
    ],
)
def test_what_is_no_line_of_ours_is_told(data: bytes, outcome: Outcome) -> None:
    answer = read_answer(data)
    assert (answer.key, answer.outcome) == ("", outcome)


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"response": {"status_code": 429, "body": {"error": {"message": "Slow"}}}}, "429 Slow"),
        ({"error": {"code": "batch_expired", "message": None}}, "200 batch_expired"),
        ({"response": {"status_code": 500, "body": None}, "error": "boom"}, "500 boom"),
        ({"response": {"status_code": 400}, "error": {"error": {"message": "Bad"}}}, "400 Bad"),
    ],
)
def test_a_failure_gives_its_reason(parts: dict[str, Any], reason: str) -> None:
    assert read_answer(line(**parts)).reason == reason


NAMES = (
    "choices message content error body status_code logprobs tool_calls function usage refusal "
    "top_logprobs __class__"
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES.split()), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_nothing_in_a_line_breaks_the_reading(response: Any, error: Any) -> None:
    answer = read_answer(line(response=response, error=error))
    assert (answer.reply is None) == (answer.outcome is not None)


@given(JSON)
def test_nothing_in_a_choice_breaks_the_reading(choice: Any) -> None:
    answer = read_answer(line(response={"status_code": 200, "body": {"choices": [choice]}}))
    assert (answer.reply is None) == (answer.outcome is not None)


@given(st.binary())
def test_no_bytes_break_the_reading(data: bytes) -> None:
    assert read_answer(data).outcome in (Outcome.INVALID, Outcome.FOREIGN)
