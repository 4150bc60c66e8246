from __future__ import annotations

import asyncio
import hashlib
import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.batch.lines import make_body, make_custom_id, make_line, read_custom_id
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.litellm_import import start_import
from patchcritic.critics.calling.provider import Provider
from patchcritic.critics.calling.settings import CriticSettings

KEY = hashlib.sha256(b"a question").hexdigest()
SCHEMA = {"type": "object", "properties": {}, "required": [], "additionalProperties": False}
CALL = Call(
    messages=({"role": "system", "content": "Judge."}, {"role": "user", "content": "Tëst"}),
    schema=SCHEMA,
    wants_logprobs=True,
)
SETTINGS = CriticSettings(max_tokens=100)


@given(st.binary(min_size=32, max_size=32))
def test_an_id_holds_the_key_and_fits_every_service(digest: bytes) -> None:
    custom_id = make_custom_id(digest.hex())
    assert re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", custom_id)  # Anthropic's rule
    assert read_custom_id(custom_id) == digest.hex()


@pytest.mark.parametrize(
    "custom_id",
    [
        None,
        7,
        "",
        "request-1",
        "patchcritic-",
        "patchcritic-!",
        f"patchcritic-{KEY}",
        make_custom_id(KEY).upper(),
        make_custom_id(KEY) + "a",
        make_custom_id(KEY)[:-1],
    ],
)
def test_other_ids_are_none_of_ours(custom_id: object) -> None:
    assert read_custom_id(custom_id) is None


@given(st.text())
def test_no_id_breaks_the_reading(text: str) -> None:
    read_custom_id(text)
    read_custom_id(f"patchcritic-{text}")


def test_a_line_is_what_batch_services_document() -> None:
    line = make_line(KEY, CALL, model="openai/gpt-4o", settings=SETTINGS)
    assert "\n" not in line
    assert line.isascii()
    request = json.loads(line)
    assert list(request) == ["custom_id", "method", "url", "body"]
    assert request["method"] == "POST"
    assert request["url"] == "/v1/chat/completions"
    assert request["body"] == {
        "model": "gpt-4o",
        "messages": list(CALL.messages),
        "temperature": 0.0,
        "max_tokens": 100,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA},
        },
        "logprobs": True,
        "top_logprobs": 20,
    }


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("gpt-4o", "gpt-4o"),
        ("openai/gpt-5.6", "gpt-5.6"),
        ("hosted_vllm/Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("Qwen/Qwen3-8B", "Qwen/Qwen3-8B"),
        ("anthropic/claude-sonnet-4-5", "claude-sonnet-4-5"),
        ("openrouter/anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5"),
    ],
)
def test_the_model_goes_by_the_name_its_server_knows(model: str, name: str) -> None:
    assert make_body(CALL, model=model, settings=SETTINGS)["model"] == name


def test_marks_for_anthropics_cache_are_taken_off() -> None:
    block = {"type": "text", "text": "shared", "cache_control": {"type": "ephemeral"}}
    call = Call(messages=({"role": "user", "content": [block]},))
    body = make_body(call, model="anthropic/claude-sonnet-4-5", settings=SETTINGS)
    assert body["messages"] == [{"role": "user", "content": [{"type": "text", "text": "shared"}]}]
    assert "cache_control" in block


def test_samples_and_tools_are_in_the_body() -> None:
    tool = {"type": "function", "function": {"name": "grep", "parameters": {}}}
    call = replace(CALL, sample=2, tools=(tool,))
    body = make_body(call, model="gpt-4o", settings=SETTINGS)
    assert body["seed"] == 2
    assert body["temperature"] == SETTINGS.sample_temperature
    assert body["tools"] == [tool]


@pytest.mark.parametrize(
    "model", ["gpt-4o", "gpt-4.1-mini", "gpt-5", "gpt-5.6", "gpt-5-chat-latest", "o3-mini"]
)
def test_openais_models_are_sent_what_litellm_would_send(model: str) -> None:
    litellm = start_import().result()
    arguments: dict[str, Any] = {"temperature": 0.0, "max_tokens": 100, "seed": 7}
    arguments |= {"logprobs": True, "top_logprobs": 20}
    sent = litellm.utils.get_optional_params(
        model=model, custom_llm_provider="openai", drop_params=True, **arguments
    )
    call = replace(CALL, schema=None)
    body = make_body(call, model=model, settings=replace(SETTINGS, seed=7))
    ours = {name: value for name, value in body.items() if name not in ("model", "messages")}
    assert ours == {name: sent[name] for name in sent if name not in ("stream", "extra_body")}


@pytest.mark.filterwarnings("ignore")  # of the first completion: pydantic's, about openai's types
def test_a_server_of_ones_own_is_sent_what_is_written_down(server: Any) -> None:
    settings = replace(SETTINGS, api_base=server.url, seed=3)

    async def ask() -> None:
        provider = Provider("hosted_vllm/some-model", settings)
        await provider.ask(replace(CALL, schema=None))
        await provider.close()

    asyncio.run(ask())
    call = replace(CALL, schema=None)
    assert server.requests == [make_body(call, model="hosted_vllm/some-model", settings=settings)]
