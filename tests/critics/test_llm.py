from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.calling.litellm_import import start_import
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Label, Prediction, PSource
from patchcritic.errors import ModelUnavailable, UsageProblem

MakeRequest = Callable[..., CriticRequest]
Outcome = Prediction | CriticFailure

LATE = {"slow", "dribble"}


@pytest.fixture(scope="module", autouse=True)
def _litellm() -> None:
    """Its import takes seconds: once, before any time limit runs."""
    start_import().result()


def _judge(server: Any, *requests: CriticRequest, **settings: Any) -> list[Outcome]:
    """Judge tests at once by a model of the server, with one retry."""
    options = {"max_retries": 1, "api_base": server.url, **settings}

    async def run() -> list[Outcome]:
        critic = load_critic("openai/test", CriticSettings(**options))
        try:
            return await asyncio.gather(*(critic.judge(request) for request in requests))
        finally:
            await critic.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("behaviours", "label", "n_calls"),
    [
        (["good"], Label.PASS, 1),
        (["fail"], Label.FAIL, 1),
        (["fenced"], Label.PASS, 1),
        (["fail-bare"], Label.ABSTAIN, 1),
        (["429", "good"], Label.PASS, 2),
        (["429-wait", "good"], Label.PASS, 2),
        (["500", "good"], Label.PASS, 2),
        (["503", "good"], Label.PASS, 2),
        (["html-502", "good"], Label.PASS, 2),
        (["slow", "good"], Label.PASS, 2),
        (["dribble", "good"], Label.PASS, 2),
        (["truncated", "good"], Label.PASS, 2),
        (["reset", "good"], Label.PASS, 2),
        (["invalid-json", "good"], Label.PASS, 2),
        (["other-json", "good"], Label.PASS, 2),
        (["no-choices", "good"], Label.PASS, 2),
        (["html", "good"], Label.PASS, 2),
        (["prose", "good"], Label.PASS, 2),
        (["wrong-schema", "fail"], Label.FAIL, 2),
        (["contradiction", "fail"], Label.FAIL, 2),
        (["cut", "good"], Label.PASS, 2),
        (["empty", "good"], Label.PASS, 2),
        (["refusal", "good"], Label.PASS, 2),
        (["500", "prose", "429", "good"], Label.PASS, 4),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_a_passing_fault_ends_answered(
    server: Any, request_one: CriticRequest, behaviours: list[str], label: Label, n_calls: int
) -> None:
    server.plan("test_one", *behaviours)
    [outcome] = _judge(server, request_one, timeout_s=0.4 if LATE & {*behaviours} else 30)
    assert isinstance(outcome, Prediction)
    assert outcome.label is label
    assert (outcome.p_source, outcome.critic) == (PSource.VERBALISED, "openai/test")
    assert outcome.usage.n_calls == n_calls == len(server.requests)
    assert not outcome.cached


@pytest.mark.parametrize(
    ("behaviour", "kind", "message", "n_calls"),
    [
        ("429", "provider", "Rate limit reached", 2),
        ("429-hours", "provider", "Rate limit reached", 1),
        ("500", "provider", "The server had an error", 2),
        ("html-502", "provider", "(an HTML page instead of an answer)", 2),
        ("html", "provider", "(an HTML page instead of an answer)", 2),
        ("slow", "timeout", "No answer within the time limit.", 2),
        ("dribble", "timeout", "No answer within the time limit.", 2),
        ("truncated", "provider", "Connection error", 2),
        ("invalid-json", "provider", "Unterminated string", 2),
        ("no-choices", "provider", "not a chat completion", 2),
        ("400", "provider", "Invalid value for 'messages'", 1),
        ("context", "too-long", "maximum context length is 8192", 1),
        ("prose", "bad-answer", "no complete JSON object", 2),
        ("wrong-schema", "bad-answer", "label: Field required", 2),
        ("contradiction", "bad-answer", "contradicts p_pass 0.9", 2),
        ("cut", "bad-answer", "cut off at max_tokens (4096)", 2),
        ("empty", "refused", "It is empty.", 2),
        ("null", "refused", "It is empty.", 2),
        ("refusal", "refused", "I'm sorry", 2),
        ("refusal-field", "refused", "I cannot do this.", 1),
        ("filtered", "refused", "The provider's filter refused.", 1),
    ],
)
def test_a_lasting_fault_ends_as_a_failure(
    server: Any, request_one: CriticRequest, behaviour: str, kind: str, message: str, n_calls: int
) -> None:
    server.plan("test_one", behaviour)
    [outcome] = _judge(server, request_one, timeout_s=0.4 if behaviour in LATE else 30)
    assert isinstance(outcome, CriticFailure)
    assert (outcome.kind, outcome.critic) == (kind, "openai/test")
    assert outcome.node_id == request_one.test.node_id
    assert message in outcome.message
    assert "<" not in outcome.message
    assert outcome.usage.n_calls == n_calls == len(server.requests)


@pytest.mark.parametrize(
    ("behaviour", "message"),
    [
        ("401", "Incorrect API key"),
        ("403", "Not allowed"),
        ("404", "does not exist"),
        ("quota", "exceeded your current quota"),
    ],
)
def test_what_no_retry_can_mend_ends_the_run(
    server: Any, request_one: CriticRequest, behaviour: str, message: str
) -> None:
    server.plan("test_one", behaviour)
    with pytest.raises(ModelUnavailable, match=message):
        _judge(server, request_one)
    assert len(server.requests) == 1


def test_where_nothing_listens_the_run_ends(server: Any, request_one: CriticRequest) -> None:
    with pytest.raises(ModelUnavailable, match=r"Nothing answers at http://127.0.0.1:9/v1"):
        _judge(server, request_one, api_base="http://127.0.0.1:9/v1")


def test_many_faults_among_many_tests_add_up(server: Any, make_request: MakeRequest) -> None:
    faults = ["429", "500", "truncated", "invalid-json", "prose", "empty", "html", "wrong-schema"]
    lasting = ["400", "context", "refusal-field", "prose"]
    for number, fault in enumerate(faults):
        server.plan(f"test_passing_{number}_", fault, "good")
    for number, fault in enumerate(lasting):
        server.plan(f"test_lasting_{number}_", fault)
    names = [f"passing_{n}" for n in range(len(faults))]
    names += [f"lasting_{n}" for n in range(len(lasting))] + [f"good_{n}" for n in range(18)]
    outcomes = _judge(server, *(make_request(f"t.py::test_{name}_") for name in names))
    failed = {o.node_id.names[0] for o in outcomes if isinstance(o, CriticFailure)}
    assert len(outcomes) == 30
    assert failed == {f"test_lasting_{n}_" for n in range(len(lasting))}
    assert sum(o.usage.n_calls for o in outcomes) == len(server.requests) == 30 + len(faults) + 1


@pytest.mark.parametrize("concurrency", [1, 5])
def test_no_more_calls_are_under_way_than_allowed(
    server: Any, make_request: MakeRequest, concurrency: int
) -> None:
    server.plan("messages", "brief")
    requests = [make_request(f"t.py::test_{n}") for n in range(2 * concurrency)]
    outcomes = _judge(server, *requests, concurrency=concurrency)
    assert all(isinstance(outcome, Prediction) for outcome in outcomes)
    assert server.peak == concurrency


def test_a_retry_waits_as_long_as_it_is_asked_to(server: Any, request_one: CriticRequest) -> None:
    server.plan("test_one", "429-wait", "good")
    _judge(server, request_one)
    assert server.times[1] - server.times[0] >= 0.5


def test_what_is_sent(server: Any, request_one: CriticRequest) -> None:
    _judge(server, request_one, temperature=0.5, seed=7, max_tokens=99)
    [body] = server.requests
    assert body["model"] == "test"
    assert (body["temperature"], body["seed"], body["max_tokens"]) == (0.5, 7, 99)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert "tests/test_a.py::test_one" in body["messages"][1]["content"]
    assert "response_format" not in body, "an unknown model is not asked for a schema"
    assert server.headers[0]["authorization"] == "Bearer none"


def test_the_repair_shows_answer_and_error(server: Any, request_one: CriticRequest) -> None:
    server.plan("test_one", "contradiction", "good")
    _judge(server, request_one)
    first, second = (body["messages"] for body in server.requests)
    assert second[:2] == first
    assert [message["role"] for message in second[2:]] == ["assistant", "user"]
    assert json.loads(second[2]["content"])["p_pass"] == 0.9
    assert "contradicts p_pass 0.9" in second[3]["content"]


def test_an_empty_answer_is_asked_again_as_before(server: Any, request_one: CriticRequest) -> None:
    server.plan("test_one", "empty", "good")
    _judge(server, request_one)
    first, second = server.requests
    assert first == second


def test_usage_counts_both_answers(server: Any, request_one: CriticRequest) -> None:
    server.plan("test_one", "prose", "good")
    [outcome] = _judge(server, request_one)
    assert (outcome.usage.prompt_tokens, outcome.usage.cached_tokens) == (200, 120)
    assert outcome.usage.completion_tokens == 40
    assert outcome.usage.seconds > 0
    assert outcome.usage.cost_usd is None, "a server of one's own has no list price"


def _load(model: str, **settings: Any) -> Critic:
    return load_critic(model, CriticSettings(**settings))


def _run(critic: Critic, request: CriticRequest) -> Outcome:
    async def run() -> Outcome:
        try:
            return await critic.judge(request)
        finally:
            await critic.close()

    return asyncio.run(run())


def test_a_known_model_has_a_price_and_gets_the_schema(
    server: Any, request_one: CriticRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("OPENAI_BASE_URL", server.url)
    outcome = _run(_load("gpt-4o"), request_one)
    assert outcome.usage.cost_usd == pytest.approx(40 * 2.5e-6 + 60 * 1.25e-6 + 20 * 1e-5)
    [body] = server.requests
    assert body["response_format"]["json_schema"]["schema"]["required"][-1] == "p_pass"
    assert server.headers[0]["authorization"] == "Bearer sk-test"


def test_a_server_that_takes_no_schema_is_asked_without(
    server: Any, make_request: MakeRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    server.plan('"response_format"', "schema-400")

    async def run() -> list[Outcome]:
        critic = _load("openai/gpt-4o", api_base=server.url)
        requests = [make_request(f"t.py::test_{n}") for n in range(3)]
        outcomes = await asyncio.gather(*(critic.judge(request) for request in requests))
        await critic.close()
        return outcomes

    assert all(isinstance(outcome, Prediction) for outcome in asyncio.run(run()))
    assert server.requests.pop().get("response_format") is None


def test_a_bare_name_at_an_address_of_ones_own(server: Any, request_one: CriticRequest) -> None:
    outcome = _run(_load("qwen2.5-coder", api_base=server.url), request_one)
    assert isinstance(outcome, Prediction)
    assert outcome.critic == "qwen2.5-coder"
    assert server.requests[0]["model"] == "qwen2.5-coder"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("openai/gpt-4o", "needs a key: set OPENAI_API_KEY"),
        ("anthropic/claude-sonnet-4-5", "needs a key: set ANTHROPIC_API_KEY"),
        ("gemini/gemini-2.5-flash", "GEMINI_API_KEY"),
        ("nosuchmodel", "No provider is known for the model 'nosuchmodel'; give 'local'"),
    ],
)
def test_a_missing_key_or_provider_is_found_before_the_first_call(
    request_one: CriticRequest, model: str, message: str
) -> None:
    with pytest.raises(ModelUnavailable, match=message):
        _run(_load(model), request_one)


def test_anthropic_gets_the_marked_prefix_and_the_schema(
    server: Any, request_one: CriticRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "x")
    model = "anthropic/claude-sonnet-4-5"
    outcome = _run(
        _load(model, api_base=server.url.removesuffix("/v1"), max_retries=0), request_one
    )
    assert isinstance(outcome, CriticFailure), "the server answers in OpenAI's shape"
    body = server.requests[0]
    prefix, tail = body["messages"][0]["content"]
    assert "+ return True" in prefix["text"]
    assert prefix["cache_control"] == {"type": "ephemeral"}
    assert "test_one" in tail["text"]
    assert "cache_control" not in tail
    assert body["output_format"]["type"] == "json_schema"


def test_the_fingerprint_holds_what_shapes_an_answer() -> None:
    base = _load("openai/x").fingerprint
    others = [
        _load("openai/y"),
        _load("openai/x", api_base="http://h/v1"),
        _load("openai/x", temperature=1.0),
        _load("openai/x", seed=1),
        _load("openai/x", max_tokens=1),
        _load("openai/x", prompt="plain"),
    ]
    same = [_load("openai/x", timeout_s=1.0), _load("openai/x", concurrency=1, max_retries=0)]
    assert len({base, *(critic.fingerprint for critic in others)}) == 7
    assert {critic.fingerprint for critic in same} == {base}


def test_another_prompt_may_take_a_bare_failure(server: Any, request_one: CriticRequest) -> None:
    server.plan("messages", "fail-bare")
    [outcome] = _judge(server, request_one, prompt="plain")
    assert isinstance(outcome, Prediction)
    assert outcome.label is Label.FAIL


def test_an_unknown_prompt_is_a_usage_problem() -> None:
    with pytest.raises(UsageProblem, match="checkpoints, full, plain"):
        _load("openai/x", prompt="nonsense")


def test_a_prompt_for_one_word_is_a_usage_problem() -> None:
    with pytest.raises(UsageProblem, match="'yesno' asks for one word"):
        _load("openai/x", prompt="yesno")
