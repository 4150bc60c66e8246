"""What is said to a model after its first answer, and what becomes of the answers."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from patchcritic.critics.calling.calls import Call
from patchcritic.critics.calling.faults import CallFailed, Fault
from patchcritic.critics.calling.reply import Reply, TokenChoices
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.llm import LlmCritic
from patchcritic.domain import (
    CriticFailure,
    CriticRequest,
    Image,
    Label,
    Prediction,
    PSource,
    Usage,
)
from patchcritic.prompts import prompt_digest
from patchcritic.snapshot import MemorySnapshot

TREE = MemorySnapshot(
    {
        "a.py": "def f():\n    return 1\n",
        "tests/test_a.py": "def test_one():\n    assert f() == 1\n",
    }
)
PASS: dict[str, Any] = {
    "premises": [{"path": "a.py", "line": 2, "quote": "return 1", "says": "f() = 1"}],
    "trace": [{"says": "f() == 1", "path": "tests/test_a.py", "line": 2, "holds": "yes"}],
    "witness": None,
    "rationale": "It returns 1.",
    "label": "pass",
    "p_pass": 0.97,
}
WITNESS = {"assertion": "assert f() == 1", "path": "tests/test_a.py", "line": 2}
FAIL = {**PASS, "trace": [], "witness": WITNESS, "label": "fail", "p_pass": 0.03}
MISQUOTED = {**PASS, "premises": [{"path": "a.py", "line": 2, "quote": "return 2"}]}
INVENTED = {**FAIL, "witness": {"assertion": "assert g()", "path": "b.py", "line": 9}}
NO_TRACE = {**PASS, "trace": []}
BARE_FAIL = {**FAIL, "witness": None}
PROSE = "I would say that it passes."

Outcome = Prediction | CriticFailure


@dataclass
class CannedAsker:
    """Gives the replies that it is made with, in turn; an exception among them is raised."""

    replies: list[Any]
    calls: list[Call] = field(default_factory=list)
    forgotten: list[Call] = field(default_factory=list)
    is_kept: bool = False

    async def ask(self, call: Call) -> Reply:
        self.calls.append(call)
        said = self.replies[len(self.calls) - 1]
        if isinstance(said, Exception):
            raise said
        if isinstance(said, Reply):
            return said
        text = said if isinstance(said, str) else json.dumps(said)
        return Reply(text=text, usage=Usage(n_calls=1, prompt_tokens=10), is_kept=self.is_kept)

    def forget(self, call: Call) -> None:
        self.forgotten.append(call)

    async def close(self) -> None: ...


@pytest.fixture
def request_tree(make_request: Callable[..., CriticRequest]) -> CriticRequest:
    return replace(make_request(), tree=TREE)


def judge(asker: CannedAsker, request: CriticRequest, model: str = "m", **settings: Any) -> Outcome:
    critic = LlmCritic(model, CriticSettings(**settings), asker)
    return asyncio.run(critic.judge(request))


def last_words(asker: CannedAsker) -> str:
    content = asker.calls[-1].messages[-1]["content"]
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize(
    ("replies", "label", "p_pass", "n_problems"),
    [
        ([PASS], Label.PASS, 0.97, 0),
        ([FAIL], Label.FAIL, 0.03, 0),
        ([{**PASS, "label": "abstain", "p_pass": 0.5}], Label.ABSTAIN, 0.5, 0),
        # What does not hold is asked about once.
        ([MISQUOTED, PASS], Label.PASS, 0.97, 0),
        ([MISQUOTED, FAIL], Label.FAIL, 0.03, 0),
        ([INVENTED, FAIL], Label.FAIL, 0.03, 0),
        ([NO_TRACE, PASS], Label.PASS, 0.97, 0),
        ([BARE_FAIL, FAIL], Label.FAIL, 0.03, 0),
        # What does not hold twice is capped.
        ([MISQUOTED, MISQUOTED], Label.PASS, 0.65, 1),
        ([INVENTED, INVENTED], Label.ABSTAIN, 0.35, 1),
        ([NO_TRACE, NO_TRACE], Label.ABSTAIN, 0.65, 1),
        ([BARE_FAIL, BARE_FAIL], Label.ABSTAIN, 0.35, 1),
        ([NO_TRACE, MISQUOTED], Label.PASS, 0.65, 1),
        # Without a usable second answer the first is capped.
        ([MISQUOTED, PROSE], Label.PASS, 0.65, 1),
        ([INVENTED, PROSE], Label.ABSTAIN, 0.35, 1),
        # An answer that cannot be used is asked for again before that.
        ([PROSE, PASS], Label.PASS, 0.97, 0),
        ([PROSE, MISQUOTED, PASS], Label.PASS, 0.97, 0),
        ([PROSE, MISQUOTED, MISQUOTED], Label.PASS, 0.65, 1),
    ],
)
def test_at_most_three_calls(
    request_tree: CriticRequest,
    replies: list[Any],
    label: Label,
    p_pass: float,
    n_problems: int,
) -> None:
    asker = CannedAsker(replies)
    outcome = judge(asker, request_tree)
    assert isinstance(outcome, Prediction)
    assert (outcome.label, outcome.p_pass) == (label, p_pass)
    assert len(outcome.problems) == n_problems
    assert len(asker.calls) == outcome.usage.n_calls == len(replies)
    assert outcome.usage.prompt_tokens == 10 * len(replies)
    assert outcome.prompt_digest == prompt_digest("full")
    assert not asker.forgotten


def test_the_recheck_shows_the_answer_and_what_does_not_hold(request_tree: CriticRequest) -> None:
    asker = CannedAsker([MISQUOTED, PASS])
    judge(asker, request_tree)
    first, second = asker.calls
    assert second.messages[:2] == first.messages
    assert json.loads(second.messages[2]["content"]) == MISQUOTED
    wrong = '- Premise 1: "return 2" does not stand at a.py:2, which reads "return 1".'
    assert wrong in last_words(asker)
    assert (second.shared, second.schema) == (first.shared, first.schema)


def test_the_recheck_follows_the_repair(request_tree: CriticRequest) -> None:
    asker = CannedAsker([PROSE, MISQUOTED, PASS])
    judge(asker, request_tree)
    roles = [message["role"] for message in asker.calls[-1].messages]
    assert roles == ["system", *["user", "assistant"] * 2, "user"]


def test_without_the_tree_a_bare_failure_is_an_abstention_at_once(
    request_one: CriticRequest,
) -> None:
    for said in (BARE_FAIL, MISQUOTED, NO_TRACE):
        asker = CannedAsker([said])
        outcome = judge(asker, request_one)
        assert isinstance(outcome, Prediction)
        assert (outcome.label is Label.ABSTAIN) is (said is BARE_FAIL)
        assert not outcome.problems


def test_the_plain_prompt_demands_no_proof(request_tree: CriticRequest) -> None:
    asker = CannedAsker([{"rationale": "odd", "label": "fail", "p_pass": 0.1}])
    outcome = judge(asker, request_tree, prompt="plain")
    assert isinstance(outcome, Prediction)
    assert (outcome.label, outcome.problems) == (Label.FAIL, ())
    [call] = asker.calls
    assert call.schema is not None
    assert call.schema["required"] == ["rationale", "label", "p_pass"]


@pytest.mark.parametrize("kind", ["timeout", "provider", "refused"])
def test_an_answer_is_not_lost_with_its_recheck(request_tree: CriticRequest, kind: Any) -> None:
    failed = CallFailed(Fault(kind=kind, message="x"), Usage(n_calls=2))
    outcome = judge(CannedAsker([MISQUOTED, failed]), request_tree)
    assert isinstance(outcome, Prediction)
    assert (outcome.p_pass, len(outcome.problems)) == (0.65, 1)
    assert outcome.usage.n_calls == 3


@pytest.mark.parametrize("kind", ["budget", "exported"])
def test_a_recheck_that_was_not_made_is_no_answer(request_tree: CriticRequest, kind: Any) -> None:
    failed = CallFailed(Fault(kind=kind, message="spent"), Usage())
    outcome = judge(CannedAsker([MISQUOTED, failed]), request_tree)
    assert isinstance(outcome, CriticFailure)
    assert (outcome.kind, outcome.message) == (kind, "spent")
    assert outcome.usage.n_calls == 1


def test_a_question_without_an_answer_is_forgotten(request_tree: CriticRequest) -> None:
    asker = CannedAsker([PROSE, PROSE])
    outcome = judge(asker, request_tree)
    assert isinstance(outcome, CriticFailure)
    assert outcome.kind == "bad-answer"
    assert asker.forgotten == asker.calls


@pytest.mark.parametrize(("is_kept", "replies"), [(True, [MISQUOTED, PASS]), (False, [PASS])])
def test_an_answer_made_of_kept_replies_is_cached(
    request_tree: CriticRequest, is_kept: bool, replies: list[Any]
) -> None:
    outcome = judge(CannedAsker(replies, is_kept=is_kept), request_tree)
    assert isinstance(outcome, Prediction)
    assert outcome.cached is is_kept


def reply_in_tokens(answer: dict[str, Any], **choices: dict[str, float]) -> Reply:
    """The answer as text, the values of some keys as tokens with what else might stand there."""
    text = json.dumps(answer)
    tokens, rest = [], text
    for key, values in choices.items():
        before, rest = rest.split(f'"{key}": "', 1)
        value, rest = rest.split('"', 1)
        top = tuple((word, math.log(p)) for word, p in values.items())
        tokens += [TokenChoices(text=f'{before}"{key}": "', top=())]
        tokens += [TokenChoices(text=value, top=top), TokenChoices(text='"', top=())]
    return Reply(text=text, tokens=(*tokens, TokenChoices(text=rest, top=())))


@pytest.mark.parametrize(
    ("answer", "choices", "p_pass", "source"),
    [
        (PASS, {"label": {"pass": 0.8, "fail": 0.2}}, 0.8, PSource.LOGPROB),
        (FAIL, {"label": {"pass": 0.1, "fail": 0.9}}, 0.1, PSource.LOGPROB),
        (PASS, {"label": {"maybe": 1.0}}, 0.97, PSource.VERBALISED),
        (PASS, {}, 0.97, PSource.VERBALISED),
        # A sample that is the less likely label.
        (PASS, {"label": {"pass": 0.4, "fail": 0.6}}, 0.5, PSource.LOGPROB),
        (FAIL, {"label": {"pass": 0.6, "fail": 0.4}}, 0.5, PSource.LOGPROB),
        (
            {**PASS, "label": "abstain"},
            {"label": {"abstain": 0.4, "pass": 0.6}},
            0.8,
            PSource.LOGPROB,
        ),
    ],
)
def test_p_pass_comes_from_the_tokens(
    request_tree: CriticRequest,
    answer: dict[str, Any],
    choices: dict[str, dict[str, float]],
    p_pass: float,
    source: PSource,
) -> None:
    asker = CannedAsker([reply_in_tokens(answer, **choices)])
    outcome = judge(asker, request_tree)
    assert isinstance(outcome, Prediction)
    assert outcome.p_pass == pytest.approx(p_pass)
    assert outcome.p_source is source
    assert asker.calls[0].wants_logprobs


def test_a_grade_is_asked_for_and_read(request_tree: CriticRequest) -> None:
    words = {key: value for key, value in PASS.items() if key != "p_pass"}
    answer = {**words, "grade": "B", "p_pass": 0.97}
    reply = reply_in_tokens(answer, label={"pass": 1.0}, grade={"A": 0.5, "C": 0.5})
    asker = CannedAsker([reply])
    outcome = judge(asker, request_tree, model="gpt-4o")
    assert isinstance(outcome, Prediction)
    assert outcome.p_pass == pytest.approx(1 - 1 / 19)
    assert outcome.p_source is PSource.LOGPROB
    [call] = asker.calls
    assert call.schema is not None
    assert "grade" in call.schema["properties"]
    assert '"grade"' in call.messages[0]["content"]


@pytest.mark.parametrize(
    ("model", "prompt"), [("claude-sonnet-4-5", "checkpoints"), ("openai/m-7b", "full")]
)
def test_the_table_chooses_the_prompt(request_tree: CriticRequest, model: str, prompt: str) -> None:
    asker = CannedAsker([PASS])
    outcome = judge(asker, request_tree, model=model)
    assert isinstance(outcome, Prediction)
    assert outcome.prompt_digest == prompt_digest(prompt)
    assert LlmCritic(model, CriticSettings(), asker).prompt == prompt
    assert asker.calls[0].wants_logprobs is (prompt == "full")


def test_pictures_and_samples_are_in_the_call(request_tree: CriticRequest) -> None:
    image = Image(path="tests/base.png", media_type="image/png", data=b"x")
    context = replace(request_tree.context, images=(image,))
    asker = CannedAsker([PASS])
    judge(asker, replace(request_tree, context=context, sample=3))
    [call] = asker.calls
    assert call.sample == 3
    text, shown = call.messages[1]["content"]
    assert "tests/base.png" in text["text"]
    assert shown["type"] == "image_url"


@pytest.mark.parametrize(
    ("model", "expected"), [("gpt-4o", True), ("gpt-3.5-turbo", False), ("openai/own", False)]
)
def test_who_sees_pictures(model: str, expected: bool) -> None:
    assert LlmCritic(model, CriticSettings(), CannedAsker([])).sees_images is expected


def test_look_ups_are_offered_where_there_is_a_tree(
    request_tree: CriticRequest, request_one: CriticRequest
) -> None:
    for request, is_offered in ((request_tree, True), (request_one, False)):
        asker = CannedAsker([PASS])
        judge(asker, request, explore=2)
        assert bool(asker.calls[0].tools) is is_offered
