from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from patchcritic.critics.calling.prices import Prices
from patchcritic.critics.calling.reply import (
    NotACompletion,
    Reply,
    TokenChoices,
    ToolCall,
    read_reply,
)

PRICES = Prices(input=10.0, output=100.0, cached=1.0, written=12.5)


def _response(usage: Any = None, **choice: Any) -> Any:
    """As litellm's: a message with a text, an end, a count of tokens."""
    message = SimpleNamespace(
        content=choice.pop("content", "text"),
        tool_calls=choice.pop("tool_calls", None),
        provider_specific_fields=choice.pop("fields", None),
    )
    end = {"finish_reason": "stop", "logprobs": None, **choice}
    return SimpleNamespace(choices=[SimpleNamespace(message=message, **end)], usage=usage)


def _read(response: Any) -> Reply:
    return read_reply(response, seconds=0.5, prices=PRICES)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({}, ("text", False, False)),
        ({"finish_reason": "length"}, ("text", True, False)),
        ({"finish_reason": "content_filter", "content": ""}, ("", False, True)),
        ({"content": None}, ("", False, False)),
        ({"content": ["?"]}, ("", False, False)),
        ({"content": None, "fields": {"refusal": "no"}}, ("no", False, True)),
        ({"content": "yes", "fields": {"refusal": "no"}}, ("yes", False, False)),
    ],
)
def test_text_and_how_it_ended(choice: dict[str, Any], expected: tuple[str, bool, bool]) -> None:
    reply = _read(_response(**choice))
    assert (reply.text, reply.is_cut, reply.is_refusal) == expected


@pytest.mark.parametrize("response", [None, "text", SimpleNamespace(choices=[])])
def test_what_holds_no_choice_is_no_completion(response: Any) -> None:
    with pytest.raises(NotACompletion, match="not a chat completion"):
        _read(response)


def test_tokens_are_sorted_and_the_unlikely_left_out() -> None:
    top = [SimpleNamespace(token=t, logprob=p) for t, p in (("b", -3), ("a", -0.1), ("c", -11))]
    content = [
        SimpleNamespace(token="a", top_logprobs=top),
        SimpleNamespace(token="z", top_logprobs=None),
    ]
    reply = _read(_response(logprobs=SimpleNamespace(content=content)))
    assert reply.tokens == (
        TokenChoices(text="a", top=(("a", -0.1), ("b", -3.0))),
        TokenChoices(text="z", top=()),
    )


def test_functions_are_read_as_the_model_wrote_them() -> None:
    function = SimpleNamespace(name="grep", arguments="{broken")
    reply = _read(_response(content=None, tool_calls=[SimpleNamespace(id=None, function=function)]))
    assert reply.tool_calls == (ToolCall(id="", name="grep", arguments="{broken"),)


def test_cost_counts_what_was_read_from_and_written_to_the_prefix_cache() -> None:
    usage = SimpleNamespace(
        prompt_tokens=1000,
        completion_tokens=10,
        prompt_tokens_details=SimpleNamespace(cached_tokens=600),
        cache_creation_input_tokens=300,
    )
    found = _read(_response(usage)).usage
    assert (found.n_calls, found.prompt_tokens, found.cached_tokens) == (1, 1000, 600)
    assert found.completion_tokens == 10
    assert found.cost_usd == pytest.approx((100 * 10 + 600 * 1 + 300 * 12.5 + 10 * 100) / 1e6)
    assert found.seconds == 0.5


@pytest.mark.parametrize("usage", [None, SimpleNamespace(prompt_tokens=None)])
def test_without_a_count_of_tokens_the_cost_is_unknown(usage: Any) -> None:
    found = _read(_response(usage)).usage
    assert (found.n_calls, found.prompt_tokens, found.cost_usd) == (1, 0, None)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(text="I'm sorry, but no"), True),
        (Reply(text=" I can’t do that"), True),
        (Reply(text="", is_refusal=True), True),
        (Reply(text="It passes. I'm sorry"), False),
        (Reply(text=""), False),
    ],
)
def test_how_refusals_sound(reply: Reply, expected: bool) -> None:
    assert reply.sounds_like_refusal is expected
