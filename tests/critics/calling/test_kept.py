from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from patchcritic.cache import AnswerStore
from patchcritic.critics import CriticSettings
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.critics.calling.kept import KeptCalls, load_reply, save_reply
from patchcritic.critics.calling.reply import Reply, TokenChoices, ToolCall
from patchcritic.domain import Usage

CALL = Call(messages=({"role": "user", "content": "does it pass?"},))
REPLY = Reply(
    text='{"label": "pass"} é',
    usage=Usage(n_calls=1, prompt_tokens=10, cost_usd=0.1),
    is_cut=True,
    tokens=(TokenChoices(text="pass", top=(("pass", -0.01), ("fail", -4.6))),),
    tool_calls=(ToolCall(id="1", name="grep", arguments='{"pattern": "x"}'),),
)


class CountingAsker:
    """Replies after a moment, and counts."""

    def __init__(self, reply: Reply | None = REPLY) -> None:
        self.reply = reply
        self.n_asked = 0
        self.n_closed = 0

    async def ask(self, call: Call) -> Reply:
        self.n_asked += 1
        await asyncio.sleep(0.005)
        if self.reply is None:
            raise CallFailed(Fault(kind="timeout", message="late"), Usage())
        return self.reply

    def forget(self, call: Call) -> None:
        pass

    async def close(self) -> None:
        self.n_closed += 1


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path / "cache" / "answers.sqlite3")


def _keep(asker: CountingAsker, store: AnswerStore, **settings: Any) -> KeptCalls:
    model = settings.pop("model", "openai/x")
    return KeptCalls(asker, store, model=model, settings=CriticSettings(**settings))


def test_a_kept_reply_is_the_same_and_costs_nothing(store: AnswerStore) -> None:
    asker = CountingAsker()
    assert asyncio.run(_keep(asker, store).ask(CALL)) == REPLY
    kept = asyncio.run(_keep(asker, store).ask(CALL))
    assert kept == replace(REPLY, usage=Usage(), is_kept=True)
    assert asker.n_asked == 1


def test_equal_calls_at_once_are_sent_once(store: AnswerStore) -> None:
    asker = CountingAsker()
    kept = _keep(asker, store)

    async def run() -> list[Reply]:
        return await asyncio.gather(*(kept.ask(CALL) for _ in range(5)))

    replies = asyncio.run(run())
    assert asker.n_asked == 1
    assert [reply.is_kept for reply in replies] == [False, True, True, True, True]


@pytest.mark.parametrize(
    ("reply", "n_asked"),
    [
        (Reply(text="prose"), 1),
        (Reply(text="cut o", is_cut=True), 1),
        (Reply(text="", tool_calls=REPLY.tool_calls), 1),
        (Reply(text=""), 2),
        (Reply(text=" \n"), 2),
        (Reply(text="I can't", is_refusal=True), 2),
    ],
    ids=["text", "cut", "tool call", "empty", "blank", "filtered"],
)
def test_what_a_conversation_can_go_on_from_is_kept(
    store: AnswerStore, reply: Reply, n_asked: int
) -> None:
    asker = CountingAsker(reply)
    for _ in range(2):
        asyncio.run(_keep(asker, store).ask(CALL))
    assert asker.n_asked == n_asked


def test_a_failure_is_not_kept(store: AnswerStore) -> None:
    asker = CountingAsker(None)
    with pytest.raises(CallFailed):
        asyncio.run(_keep(asker, store).ask(CALL))
    asker.reply = REPLY
    assert not asyncio.run(_keep(asker, store).ask(CALL)).is_kept


def test_what_is_forgotten_is_asked_again(store: AnswerStore) -> None:
    kept = _keep(CountingAsker(), store)
    kept.forget(CALL)
    assert not store.path.exists()
    asyncio.run(kept.ask(CALL))
    kept.forget(CALL)
    assert not asyncio.run(kept.ask(CALL)).is_kept


def test_the_key_holds_everything_that_shapes_the_reply(store: AnswerStore) -> None:
    def key(call: Call = CALL, **settings: Any) -> str:
        return _keep(CountingAsker(), store, **settings).key_of(call)

    others = [
        key(replace(CALL, messages=({"role": "user", "content": "x"},))),
        key(replace(CALL, sample=1)),
        key(replace(CALL, sample=2)),
        key(replace(CALL, wants_logprobs=True)),
        key(replace(CALL, schema={"type": "object"})),
        key(replace(CALL, tools=({"type": "function"},))),
        key(model="openai/y"),
        key(api_base="http://h/v1"),
        key(temperature=1.0),
        key(seed=1),
        key(max_tokens=1),
        key(replace(CALL, sample=1), sample_temperature=0.9),
    ]
    assert len({key(), *others}) == 13
    same = [
        key(replace(CALL, shared="does")),
        key(timeout_s=1.0, concurrency=1),
        key(sample_temperature=0.9),
    ]
    assert {*same} == {key()}


def test_the_key_of_today_is_that_of_yesterday(store: AnswerStore) -> None:
    first = _keep(CountingAsker(), store).key_of(CALL)
    done = subprocess.run(
        [sys.executable, "-c", KEY, str(store.path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert json.loads(done.stdout) == [first, []]


KEY = """
import json, sys
from pathlib import Path
from patchcritic.cache import AnswerStore
from patchcritic.critics import CriticSettings
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.kept import KeptCalls
kept = KeptCalls(None, AnswerStore(Path(sys.argv[1])), model="openai/x", settings=CriticSettings())
key = kept.key_of(Call(messages=({"content": "does it pass?", "role": "user"},)))
heavy = [name for name in ("litellm", "openai", "httpx", "pydantic") if name in sys.modules]
print(json.dumps([key, heavy]))
"""


@pytest.mark.parametrize(
    "changes", [{"text": None}, {"tokens": 3}, {"tokens": [["a"]]}, {"tool_calls": [{"x": 1}]}]
)
def test_what_is_no_reply_is_asked_again(store: AnswerStore, changes: dict[str, Any]) -> None:
    saved = {**save_reply(REPLY), **changes}
    assert load_reply(json.loads(json.dumps(saved))) is None
    assert load_reply({}) is None


def test_closing_closes_the_asker(store: AnswerStore) -> None:
    asker = CountingAsker()
    asyncio.run(_keep(asker, store).close())
    assert asker.n_closed == 1


RERUN = """
import asyncio, json, sys
from pathlib import Path
from patchcritic.cache import AnswerStore
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.domain import Context, CriticRequest, NodeId, Patch, Snippet, Span, TestCase

span = Span(path="tests/test_a.py", start=1, end=2)
snippet = Snippet(role="test", span=span, text="def test_one(): assert f()", n_tokens=9)
request = CriticRequest(
    patch=Patch(files=(), text="+ return True"),
    test=TestCase(node_id=NodeId.parse("tests/test_a.py::test_one"), span=span),
    context=Context(shared=(), snippets=(snippet,), n_tokens=9, budget=100),
)
settings = CriticSettings(api_base=sys.argv[2], store=AnswerStore(Path(sys.argv[1])))
critic = load_critic("openai/x", settings)

async def run():
    outcome = await critic.judge(request)
    await critic.close()
    return outcome

outcome = asyncio.run(run())
loaded = [name for name in ("litellm", "openai", "httpx") if name in sys.modules]
print(json.dumps([outcome.p_pass, outcome.cached, outcome.usage.n_calls > 0, loaded]))
"""


def test_a_second_run_asks_nobody_and_does_not_load_litellm(
    store: AnswerStore, server: Any
) -> None:
    def run() -> Any:
        done = subprocess.run(
            [sys.executable, "-c", RERUN, str(store.path), server.url],
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        )
        return json.loads(done.stdout)

    p_pass, *first = run()
    n_asked = len(server.requests)
    assert first == [False, True, ["litellm", "openai", "httpx"]]
    assert run() == [p_pass, True, False, []]
    assert len(server.requests) == n_asked > 0
