from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from patchcritic.cache import AnswerStore
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.batch.export import ExportedCalls
from patchcritic.critics.batch.importing import import_answers
from patchcritic.critics.batch.lines import read_custom_id
from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed
from patchcritic.critics.calling.kept import KeptCalls, save_reply
from patchcritic.critics.calling.reply import Reply
from patchcritic.critics.calling.requests_file import RequestsFile
from patchcritic.domain import CriticFailure, CriticRequest, Label, Prediction
from patchcritic.errors import UsageProblem

MakeRequest = Callable[..., CriticRequest]
MODEL = "openai/gpt-4o"
CALL = Call(messages=({"role": "user", "content": "Does it pass?"},))


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return AnswerStore(tmp_path / "answers.sqlite3")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "requests.jsonl"


def export(calls: list[Call], path: Path, store: AnswerStore) -> list[Reply | CallFailed]:
    async def run() -> list[Reply | CallFailed]:
        with RequestsFile(path) as requests:
            asker = ExportedCalls(requests, store, model=MODEL, settings=CriticSettings())
            found: list[Reply | CallFailed] = []
            for call in calls:
                try:
                    found.append(await asker.ask(call))
                except CallFailed as error:
                    found.append(error)
            requests.keep()
            await asker.close()
            return found

    return asyncio.run(run())


def test_a_call_is_written_down_once_and_not_answered(path: Path, store: AnswerStore) -> None:
    failures = export([CALL, CALL], path, store)
    assert [f.fault.kind for f in failures if isinstance(f, CallFailed)] == ["exported"] * 2
    (line,) = path.read_text(encoding="utf-8").splitlines()
    kept = KeptCalls(None, store, model=MODEL, settings=CriticSettings())  # type: ignore[arg-type]
    assert read_custom_id(json.loads(line)["custom_id"]) == kept.key_of(CALL)


def test_a_kept_reply_is_given_and_not_written_down(path: Path, store: AnswerStore) -> None:
    kept = KeptCalls(None, store, model=MODEL, settings=CriticSettings())  # type: ignore[arg-type]
    store.put(kept.key_of(CALL), save_reply(Reply(text="yes")))
    (reply,) = export([CALL], path, store)
    assert isinstance(reply, Reply)
    assert (reply.text, reply.is_kept) == ("yes", True)
    assert path.read_bytes() == b""


def test_a_forgotten_reply_is_asked_for_again(path: Path, store: AnswerStore) -> None:
    kept = KeptCalls(None, store, model=MODEL, settings=CriticSettings())  # type: ignore[arg-type]
    store.put(kept.key_of(CALL), save_reply(Reply(text="nonsense")))
    with RequestsFile(path) as requests:
        settings = CriticSettings()
        ExportedCalls(requests, store, model=MODEL, settings=settings).forget(CALL)
    assert isinstance(export([CALL], path, store)[0], CallFailed)


def test_without_a_store_nothing_could_come_back(path: Path) -> None:
    with RequestsFile(path) as requests, pytest.raises(UsageProblem, match="--no-cache"):
        load_critic(MODEL, CriticSettings(requests=requests))


def judge(request: CriticRequest, settings: CriticSettings) -> Prediction | CriticFailure:
    async def run() -> Prediction | CriticFailure:
        critic = load_critic(MODEL, settings)
        try:
            return await critic.judge(request)
        finally:
            await critic.close()

    return asyncio.run(run())


def answer(requests: Path, make_content: Callable[[dict[str, Any]], str]) -> Path:
    """Answer every request as a batch service does."""
    path = requests.with_name("responses.jsonl")
    with path.open("w", encoding="utf-8") as file:
        for line in requests.read_text(encoding="utf-8").splitlines():
            request = json.loads(line)
            message = {"role": "assistant", "content": make_content(request["body"])}
            body = {"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]}
            response = {"status_code": 200, "request_id": "", "body": body}
            row = {"id": "1", "custom_id": request["custom_id"], "response": response}
            file.write(json.dumps({**row, "error": None}) + "\n")
    return path


def pass_it(body: dict[str, Any]) -> str:
    """An answer that holds whatever the request's schema demands."""
    schema = body["response_format"]["json_schema"]["schema"]
    said = {"label": "pass", "p_pass": 0.9, "rationale": "1. traced"}
    lists = ("premises", "trace", "citations")
    return json.dumps(
        {key: said.get(key, [] if key in lists else None) for key in schema["required"]}
    )


def test_rounds_follow_each_other_until_the_run_needs_nobody(
    request_one: CriticRequest, path: Path, store: AnswerStore
) -> None:
    contents: list[Callable[[dict[str, Any]], str]] = [lambda _: "It probably passes.", pass_it]
    n_messages = []
    for make_content in contents:
        with RequestsFile(path) as requests:
            outcome = judge(request_one, CriticSettings(store=store, requests=requests))
            requests.keep()
        assert isinstance(outcome, CriticFailure)
        assert outcome.kind == "exported"
        assert outcome.usage.n_calls == 0
        (line,) = path.read_text(encoding="utf-8").splitlines()
        n_messages.append(len(json.loads(line)["body"]["messages"]))
        assert import_answers((answer(path, make_content),), path, store).n_unanswered == 0
    assert n_messages == [2, 4]  # the question, then the request to mend the answer
    prediction = judge(request_one, CriticSettings(store=store))
    assert isinstance(prediction, Prediction)
    assert prediction.label is Label.PASS
    assert prediction.usage.n_calls == 0
