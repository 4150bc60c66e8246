from __future__ import annotations

from concurrent.futures import Future
from importlib.metadata import PackageNotFoundError
from typing import Any

import pytest

from patchcritic.cli.doctor import provider
from patchcritic.cli.doctor.nouns import Check, State
from patchcritic.critics import CriticSettings

MODEL = "openai/some-model"
# pydantic warns about openai's types at the first completion of a process.
pytestmark = pytest.mark.filterwarnings("ignore")


def ask(server: Any, model: str = MODEL) -> dict[str, Check]:
    settings = CriticSettings(api_base=server.url, timeout_s=20, max_retries=0, max_tokens=64)
    return {check.name: check for check in provider.ask_model(model, settings)}


def test_a_model_that_can_do_all(server: Any) -> None:
    server.plan("prime number", "prime-logprobs")
    server.plan("Use the tool", "calls")
    checks = ask(server)
    assert {name: check.state for name, check in checks.items()} == {
        "model": State.OK,
        "schema": State.OK,
        "logprobs": State.OK,
        "tools": State.OK,
        "images": State.SKIP,
        "price": State.WARN,
    }
    assert checks["model"].details["prompt_tokens"] == 200
    assert 0 <= checks["model"].details["latency_s"] < 20
    assert len(server.requests) == 2


def test_a_model_that_can_do_little(server: Any) -> None:
    server.plan("prime number", "prose")
    server.plan("Use the tool", "400")
    checks = ask(server)
    assert checks["model"].state is State.OK
    assert checks["schema"].state is State.WARN
    assert checks["logprobs"].state is State.WARN
    assert checks["tools"].state is State.SKIP


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("401", "Incorrect API key"),
        ("404", "does not exist"),
        ("500", "did not answer"),
        ("429", "did not answer"),
        ("html", "did not answer"),
    ],
)
def test_a_model_that_does_not_answer(server: Any, behaviour: str, words: str) -> None:
    server.plan("prime number", behaviour)
    (check,) = ask(server).values()
    assert check.state is State.FAIL
    assert words in check.message


def test_nobody_listens() -> None:
    settings = CriticSettings(api_base="http://127.0.0.1:9/v1", max_retries=0)
    (check,) = provider.ask_model(MODEL, settings)
    assert check.state is State.FAIL
    assert "Nothing answers at http://127.0.0.1:9/v1" in check.message


def test_a_key_that_is_missing() -> None:
    (check,) = provider.ask_model("openai/gpt-4o", CriticSettings())
    assert check.state is State.FAIL
    assert "set OPENAI_API_KEY" in check.message


@pytest.mark.parametrize(
    ("model", "environment", "state"),
    [
        ("openai/gpt-4o", {}, State.FAIL),
        ("gpt-4o", {}, State.FAIL),
        ("gpt-4o", {"OPENAI_API_KEY": "x"}, State.SKIP),
        ("claude-sonnet-4-5", {"OPENAI_API_KEY": "x"}, State.FAIL),
        ("hosted_vllm/anything", {}, State.SKIP),
        ("nobody-knows-it", {}, State.SKIP),
    ],
)
def test_the_key_of_a_model_that_is_not_asked(
    model: str, environment: dict[str, str], state: State
) -> None:
    assert provider.check_key(model, environment).state is state


def test_what_lists_say() -> None:
    names = [check.name for check in provider.list_model("openai/gpt-4o", CriticSettings())]
    assert names == ["schema", "logprobs", "tools", "images", "price"]
    own = provider.list_model("openai/gpt-4o", CriticSettings(api_base="http://127.0.0.1:9/v1"))
    assert {check.state for check in own[:-1]} == {State.SKIP}
    assert own[-1].state is State.WARN


def test_litellm_loads() -> None:
    check = provider.check_litellm()
    assert check.state is State.OK
    assert check.details["version"] in check.message


@pytest.mark.parametrize("release", ["1.107.0", "1.82.7", "1.82.8"])
def test_a_malicious_release_is_not_loaded(release: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise AssertionError("it was loaded")

    monkeypatch.setattr("patchcritic.cli.doctor.provider.version", lambda _: release)
    monkeypatch.setattr("patchcritic.critics.calling.litellm_import.start_import", refuse)
    check = provider.check_litellm()
    assert check.state is State.FAIL
    assert "steal credentials" in check.message


@pytest.mark.parametrize(
    "error", [ImportError("no tiktoken"), SystemExit(1), AttributeError("half written")]
)
def test_a_broken_litellm_is_one_sentence(
    error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: Future[Any] = Future()
    broken.set_exception(error)
    monkeypatch.setattr("patchcritic.critics.calling.litellm_import.start_import", lambda: broken)
    check = provider.check_litellm()
    assert check.state is State.FAIL
    assert f"is broken ({type(error).__name__}: {error})" in check.message


def test_no_litellm(monkeypatch: pytest.MonkeyPatch) -> None:
    def find_none(_: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("patchcritic.cli.doctor.provider.version", find_none)
    assert "is not installed" in provider.check_litellm().message
