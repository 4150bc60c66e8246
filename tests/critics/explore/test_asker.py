"""The conversation in which a model looks things up before it answers."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patchcritic.cache import AnswerStore
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.critics.calling.kept import KeptCalls
from patchcritic.critics.calling.reply import Reply, ToolCall
from patchcritic.critics.explore.asker import ExploringAsker
from patchcritic.critics.explore.tools import TOOLS
from patchcritic.domain import CriticRequest, Label, Usage
from patchcritic.snapshot import MemorySnapshot

TREE = MemorySnapshot({"a.py": "def f():\n    return 1\n"})
QUESTION = Call(
    messages=({"role": "system", "content": "Rules"}, {"role": "user", "content": "Question"}),
    schema={"type": "object"},
    sample=2,
    wants_logprobs=True,
)
ONE = Usage(n_calls=1, prompt_tokens=10, cost_usd=0.5)


class Model:
    """Replies in the order given and keeps what it was asked."""

    def __init__(self, *replies: Reply | CallFailed) -> None:
        self._replies = list(replies)
        self.calls: list[Call] = []
        self.forgotten: list[Call] = []

    async def ask(self, call: Call) -> Reply:
        self.calls.append(call)
        reply = self._replies.pop(0)
        if isinstance(reply, CallFailed):
            raise reply
        return reply

    def forget(self, call: Call) -> None:
        self.forgotten.append(call)

    async def close(self) -> None:
        raise AssertionError("other tests still ask")


def _look(*names: str, text: str = "", arguments: str | None = None) -> Reply:
    calls = tuple(
        ToolCall(
            id=f"id{n}",
            name="read_symbol",
            arguments=json.dumps({"path": "a.py", "name": name})
            if arguments is None
            else arguments,
        )
        for n, name in enumerate(names)
    )
    return Reply(text=text, usage=ONE, tool_calls=calls)


def _ask(model: Model, n_max: int = 3) -> Reply:
    return asyncio.run(ExploringAsker(model, TREE, n_max).ask(QUESTION))


def _user_text(call: Call) -> str:
    return str(call.messages[1]["content"])


def test_an_answer_at_once_is_the_reply_and_paid_for_once() -> None:
    model = Model(Reply(text="pass", usage=ONE))
    reply = _ask(model)
    assert (reply.text, reply.usage) == ("pass", ONE)
    (call,) = model.calls
    assert call.tools == TOOLS
    assert call.schema is None
    assert (call.sample, call.wants_logprobs) == (2, True)
    assert _user_text(call).startswith("Question\n\nBefore you answer")
    assert "3 in all" in _user_text(call)


def test_results_come_back_in_the_shape_of_openai() -> None:
    model = Model(_look("f", "g", text="Let me see."), Reply(text="pass", usage=ONE))
    reply = _ask(model)
    assert reply.text == "pass"
    assert reply.usage == ONE + ONE
    assistant, first, second = model.calls[1].messages[2:]
    assert assistant["content"] == "Let me see."
    assert assistant["tool_calls"][0] == {
        "id": "id0",
        "type": "function",
        "function": {"name": "read_symbol", "arguments": '{"path": "a.py", "name": "f"}'},
    }
    assert (first["role"], first["tool_call_id"]) == ("tool", "id0")
    assert "2|    return 1" in first["content"]
    assert first["content"].startswith("<data ")
    assert "defines no 'g'" in second["content"]
    assert model.calls[1].tools == TOOLS


def test_the_last_turn_has_no_functions_but_all_that_was_found() -> None:
    model = Model(_look("f"), _look("f", "g", "f"), Reply(text="fail", usage=ONE))
    reply = _ask(model, 2)
    last = model.calls[2]
    assert reply.text == "fail"
    assert reply.usage.n_calls == 3
    assert last.tools == ()
    assert last.schema == QUESTION.schema
    assert len(last.messages) == 2
    assert _user_text(last).startswith("Question\n\nWhat you looked up")
    assert _user_text(last).count("2|    return 1") == 2
    assert "'g'" not in _user_text(last)  # it was over the count
    assert _user_text(last).endswith("answer now.")


def test_nothing_is_paid_twice_for_a_model_that_never_stops_looking() -> None:
    model = Model(_look("f"), _look("f"), _look("f"), _look("f"))
    reply = _ask(model, 3)
    assert reply.usage.n_calls == 4
    assert model.calls[-1].tools == ()


def test_a_repair_is_asked_with_what_was_found_and_without_look_ups() -> None:
    model = Model(_look("f"), Reply(text="{", usage=ONE), Reply(text="{}", usage=ONE))
    asker = ExploringAsker(model, TREE, 5)
    asyncio.run(asker.ask(QUESTION))
    talk = ({"role": "assistant", "content": "{"}, {"role": "user", "content": "Again"})
    repair = replace(QUESTION, messages=(*QUESTION.messages, *talk))
    reply = asyncio.run(asker.ask(repair))
    assert reply.usage == ONE
    assert model.calls[2].tools == ()
    assert "2|    return 1" in _user_text(model.calls[2])
    assert model.calls[2].messages[2:] == talk
    asker.forget(repair)
    assert [call in model.forgotten for call in model.calls] == [True] * 3
    asyncio.run(asker.close())


def test_a_repair_of_an_answer_at_once_is_the_plain_question() -> None:
    model = Model(Reply(text="{"), Reply(text="{}"))
    asker = ExploringAsker(model, TREE, 5)
    asyncio.run(asker.ask(QUESTION))
    asyncio.run(asker.ask(QUESTION))
    assert model.calls[1] == QUESTION


def test_a_marked_prefix_stays_a_block_of_its_own() -> None:
    blocks = [{"type": "text", "text": "shared", "cache_control": {"type": "ephemeral"}}]
    call = replace(QUESTION, messages=({"role": "user", "content": blocks},))
    model = Model(Reply(text="pass"))
    asyncio.run(ExploringAsker(model, TREE, 1).ask(call))
    content = model.calls[0].messages[0]["content"]
    assert content[0] == blocks[0]
    assert content[1]["text"].startswith("\n\nBefore you answer")


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [("{broken", "{}"), ("[1]", "{}"), ("[" * 9000, "{}"), ('{"path": 1}', '{"path": 1}')],
)
def test_broken_arguments_get_a_sentence_back(arguments: str, kept: str) -> None:
    model = Model(_look("f", arguments=arguments), Reply(text="pass", usage=ONE))
    assert _ask(model).text == "pass"
    assistant, result = model.calls[1].messages[2:]
    assert assistant["tool_calls"][0]["function"]["arguments"] == kept
    assert "read_symbol takes a JSON object with the texts path and name." in result["content"]


def test_ids_and_names_that_providers_would_refuse_are_replaced() -> None:
    odd = (
        ToolCall(id="", name="rm -rf /", arguments="{}"),
        ToolCall(id="x__thought__a+/=", name="read_symbol", arguments="{}"),
        ToolCall(id="x__thought__a+/=", name="", arguments="{}"),
    )
    model = Model(Reply(text="", tool_calls=odd), Reply(text="pass"))
    _ask(model, 4)
    assistant, *results = model.calls[1].messages[2:]
    ids = [one["id"] for one in assistant["tool_calls"]]
    names = [one["function"]["name"] for one in assistant["tool_calls"]]
    assert ids == ["call_0", "x__thought__a+/=", "call_2"]
    assert names == ["rm_-rf__", "read_symbol", "none"]
    assert assistant["content"] is None
    assert [one["tool_call_id"] for one in results] == ids
    assert "There is no function 'rm_-rf__'" in results[0]["content"]


def _fail(message: str, kind: Any = "provider") -> CallFailed:
    return CallFailed(Fault(kind=kind, message=message), ONE)


def test_a_model_that_refuses_functions_is_asked_without() -> None:
    model = Model(_fail("llama3 does not support tools"), Reply(text="pass", usage=ONE))
    reply = _ask(model)
    assert reply.usage == ONE + ONE
    assert model.calls[1] == QUESTION


@pytest.mark.parametrize(
    "replies",
    [
        (_fail("overloaded"),),
        (_fail("No tools for you", "refused"),),
        (_look("f"), _fail("bad tool message")),
    ],
)
def test_other_faults_end_the_question_with_what_it_took(replies: tuple[Any, ...]) -> None:
    model = Model(*replies)
    with pytest.raises(CallFailed) as caught:
        _ask(model)
    assert caught.value.usage.n_calls == len(replies)


@pytest.mark.parametrize("kept", [(True, True), (True, False), (False, True)])
def test_a_reply_is_kept_when_all_turns_are(kept: tuple[bool, bool]) -> None:
    model = Model(replace(_look("f"), is_kept=kept[0]), Reply(text="pass", is_kept=kept[1]))
    assert _ask(model).is_kept is all(kept)
    last = Model(replace(_look("f"), is_kept=kept[0]), Reply(text="pass", is_kept=kept[1]))
    assert _ask(last, 1).is_kept is all(kept)


def test_a_second_run_gives_kept_replies_turn_by_turn(tmp_path: Path) -> None:
    replies = (_look("f"), Reply(text="pass", usage=ONE))
    for expected, turns in ((ONE + ONE, replies), (Usage(), ())):
        store = AnswerStore(tmp_path / "answers.sqlite")
        model = Model(*turns)
        settings = CriticSettings()
        asker = ExploringAsker(KeptCalls(model, store, model="m", settings=settings), TREE, 2)
        reply = asyncio.run(asker.ask(QUESTION))
        assert (reply.text, reply.usage) == ("pass", expected)
        assert reply.is_kept is (expected == Usage())
        store.close()


def test_a_provider_is_asked_in_turns(
    server: Any, request_one: CriticRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    look = {"name": "read_symbol", "arguments": '{"path": "a.py", "name": "f"}'}
    calls = [{"id": "call_x", "type": "function", "function": look}]
    body = sys.modules["openai_server"].completion(
        None, finish_reason="tool_calls", tool_calls=calls
    )
    behaviours = sys.modules["openai_server"].BEHAVIOURS
    monkeypatch.setitem(behaviours, "look", replace(behaviours["good"], body=body))
    server.plan("test_one", "look", "look", "good")

    async def judge() -> Any:
        store = AnswerStore(tmp_path / "answers.sqlite")
        settings = CriticSettings(api_base=server.url, explore=2, prompt="plain", store=store)
        critic = load_critic("openai/test", settings)
        try:
            return await critic.judge(replace(request_one, tree=TREE))
        finally:
            await critic.close()

    first, second = asyncio.run(judge()), asyncio.run(judge())
    assert (first.label, first.usage.n_calls) == (Label.PASS, 3)
    assert (second.label, second.usage, second.cached) == (Label.PASS, Usage(), True)
    opened, looked, last = server.requests
    assert [tool["function"]["name"] for tool in opened["tools"]] == [
        "read_symbol",
        "grep",
        "list_dir",
    ]
    assert looked["messages"][-1]["role"] == "tool"
    assert "2|    return 1" in looked["messages"][-1]["content"]
    assert "tools" not in last
    assert not [name for body in server.requests for name in body if name.startswith("_")]
    assert [message["role"] for message in last["messages"]] == ["system", "user"]


def test_the_tree_is_part_of_every_later_question() -> None:
    """Replies are kept by what is sent: another tree gives other results, so another question."""
    sent = []
    for body in ("return 1", "return 2"):
        tree = MemorySnapshot({"a.py": f"def f():\n    {body}\n"})
        for n_max in (1, 2):
            model = Model(_look("f"), Reply(text="pass"))
            asyncio.run(ExploringAsker(model, tree, n_max).ask(QUESTION))
            sent.append(json.dumps(model.calls[1].messages))
    assert len(set(sent)) == 4
