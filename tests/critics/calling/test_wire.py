from __future__ import annotations

import json

from patchcritic.critics import CriticSettings
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.wire import build_body

MESSAGES = ({"role": "user", "content": "?"},)


def test_a_plain_call_asks_for_nothing_special() -> None:
    assert build_body(Call(messages=MESSAGES), CriticSettings()) == {
        "messages": [*MESSAGES],
        "temperature": 0.0,
        "max_tokens": 4096,
    }


def test_everything_that_is_asked_for_is_in_it() -> None:
    call = Call(
        messages=MESSAGES,
        sample=3,
        wants_logprobs=True,
        schema={"type": "object"},
        tools=({"type": "function"},),
    )
    body = build_body(call, CriticSettings(seed=5, max_tokens=9))
    assert (body["temperature"], body["seed"], body["max_tokens"]) == (0.7, 8, 9)
    assert (body["logprobs"], body["top_logprobs"]) == (True, 20)
    assert body["tools"] == [{"type": "function"}]
    described = body["response_format"]["json_schema"]
    assert described == {"name": "answer", "strict": True, "schema": {"type": "object"}}
    assert json.loads(json.dumps(body)) == body
