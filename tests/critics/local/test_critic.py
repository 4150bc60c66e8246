from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.domain import (
    Critic,
    CriticFailure,
    CriticRequest,
    Label,
    Opinion,
    Prediction,
    PSource,
)
from patchcritic.errors import ModelUnavailable, UsageProblem
from patchcritic.models import default_local_model, find_model
from patchcritic.prompts import prompt_digest

MakeRequest = Callable[..., CriticRequest]
MakeWeights = Callable[..., Path]
Outcome = Prediction | CriticFailure

HERE = Path(__file__).parent
SETTINGS = CriticSettings(n_threads=1)


@pytest.fixture
def write_weights(tmp_path: Path) -> MakeWeights:
    """Write a real model of 250 kB that says one word, and the opposite when the question turns."""
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    spec = spec_from_file_location("tiny_gguf", HERE.parent / "tiny_gguf.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)

    def write(favourite: str, turned: str | None = None) -> Path:
        path: Path = module.write_tiny_gguf(tmp_path / f"{favourite}.gguf", favourite, turned)
        return path

    return write


def judge_all(
    model: str | Path, *requests: CriticRequest, settings: CriticSettings = SETTINGS
) -> list[Outcome]:
    async def run() -> list[Outcome]:
        critic = load_critic(str(model), settings)
        try:
            return list(await asyncio.gather(*(critic.judge(request) for request in requests)))
        finally:
            await critic.close()

    return asyncio.run(run())


def judge(model: str | Path, request: CriticRequest) -> Prediction:
    (outcome,) = judge_all(model, request)
    assert isinstance(outcome, Prediction)
    return outcome


@pytest.mark.parametrize("word", ["yes", "Yes"])
def test_a_yes_is_a_pass_with_a_probability(
    word: str, write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    prediction = judge(write_weights(word), request_one)
    assert prediction.label is Label.PASS
    assert prediction.p_pass > 0.95
    assert prediction.p_source is PSource.LOGPROB
    assert prediction.rationale
    assert prediction.witness is None
    assert prediction.usage.n_calls == 3
    assert prediction.prompt_digest == prompt_digest("yesno")


@pytest.mark.parametrize("word", ["yes", "no"])
def test_a_model_that_says_the_same_to_both_questions_says_nothing(
    word: str, write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    prediction = judge(write_weights(word, turned=word), request_one)
    assert prediction.label is Label.ABSTAIN
    assert prediction.p_pass == pytest.approx(0.5, abs=0.25)
    assert "leans to" in prediction.rationale


def test_a_second_sample_is_refused_without_loading_anything(request_one: CriticRequest) -> None:
    (outcome,) = judge_all("/none/own.gguf", replace(request_one, sample=1))
    assert isinstance(outcome, CriticFailure)
    assert (outcome.kind, outcome.usage.n_calls) == ("refused", 0)
    assert "--samples" in outcome.message


def test_an_angle_and_earlier_answers_are_shown(
    write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    path = write_weights("yes")
    opinion = Opinion(
        by="first look",
        label=Label.FAIL,
        p_pass=0.2,
        p_source=PSource.LOGPROB,
        rationale="It raises.",
        critic="local",
    )
    plain = judge(path, request_one)
    again = judge(path, replace(request_one, angle="second_look", earlier=(opinion,)))
    assert again.usage.prompt_tokens > plain.usage.prompt_tokens + 200
    assert again.prompt_digest != plain.prompt_digest


def test_a_no_is_a_fail_that_names_a_statement_of_the_test(
    write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    (test,) = request_one.context.snippets
    shown = replace(test, text="3|def test_one():\n|    x = f()\n|    assert x == 1")
    request = replace(request_one, context=replace(request_one.context, snippets=(shown,)))
    prediction = judge(write_weights("no"), request)
    assert prediction.label is Label.FAIL
    assert prediction.p_pass < 0.05
    assert prediction.witness is not None
    assert prediction.witness.assertion == "assert x == 1"
    assert (prediction.witness.path, prediction.witness.line) == ("tests/test_a.py", 5)


def test_a_reason_that_is_cut_off_is_asked_for_once_more(
    write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    # "no" has two letters: the three texts of a failure take over 160 tokens of it.
    assert judge(write_weights("no"), request_one).usage.n_calls == 4


def test_neither_yes_nor_no_is_an_abstention(
    write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    prediction = judge(write_weights("Z"), request_one)
    assert prediction.label is Label.ABSTAIN
    assert prediction.usage.n_calls == 2


def test_tests_of_a_patch_share_what_was_read(
    write_weights: MakeWeights, make_request: MakeRequest
) -> None:
    requests = [make_request(f"tests/test_a.py::test_{name}") for name in ("one", "two", "three")]
    patch = replace(requests[0].patch, text="+ z = 0\n" * 100)
    requests = [replace(request, patch=patch) for request in requests]
    outcomes = judge_all(write_weights("yes"), *requests)
    assert [outcome.node_id for outcome in outcomes] == [r.test.node_id for r in requests]
    for later in outcomes[1:]:
        # Three calls on the same patch and test: all but the ends of them are cached.
        assert later.usage.cached_tokens > 0.8 * later.usage.prompt_tokens


def test_a_prompt_that_does_not_fit_is_a_failure(
    write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    patch = replace(request_one.patch, text="+ z = 0\n" * 5000)
    (outcome,) = judge_all(write_weights("yes"), replace(request_one, patch=patch))
    assert isinstance(outcome, CriticFailure)
    assert outcome.kind == "too-long"
    assert "for a context of" in outcome.message


def test_an_answer_that_takes_too_long_is_a_failure_and_the_next_is_asked(
    write_weights: MakeWeights, make_request: MakeRequest
) -> None:
    slow = make_request("t.py::test_slow")
    slow = replace(slow, patch=replace(slow.patch, text="+ z = 0\n" * 3000))
    slow = replace(slow, context=replace(slow.context, budget=20_000))
    settings = replace(SETTINGS, timeout_s=0.3)
    late, quick = judge_all(
        write_weights("yes"), slow, make_request("t.py::test_quick"), settings=settings
    )
    assert isinstance(late, CriticFailure)
    assert (late.kind, "0.3 s" in late.message) == ("timeout", True)
    assert isinstance(quick, Prediction)


def test_nothing_is_printed(
    write_weights: MakeWeights, request_one: CriticRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    judge(write_weights("yes"), request_one)
    assert capfd.readouterr() == ("", "")


def test_cancelling_stops_within_a_step(
    write_weights: MakeWeights, request_one: CriticRequest
) -> None:
    patch = replace(request_one.patch, text="+ z = 0\n" * 3000)
    context = replace(request_one.context, budget=20_000)
    request = replace(request_one, patch=patch, context=context)
    path = write_weights("yes")

    async def run() -> float:
        critic = load_critic(str(path), SETTINGS)
        judging = asyncio.create_task(critic.judge(request))
        await asyncio.sleep(0.2)
        judging.cancel()
        start = time.perf_counter()
        with pytest.raises(asyncio.CancelledError):
            await judging
        await critic.close()
        return time.perf_counter() - start

    assert asyncio.run(run()) < 5


def test_an_interpreter_that_forgets_to_close_still_ends(
    write_weights: MakeWeights, tmp_path: Path
) -> None:
    code = f"""
import asyncio
from patchcritic.critics import CriticSettings, load_critic
from patchcritic.domain import *
node_id = NodeId.parse("tests/test_a.py::test_one")
test = TestCase(node_id=node_id, span=Span(path=node_id.path, start=1, end=1))
request = CriticRequest(patch=Patch(files=(), text="+ x"), test=test,
                        context=Context(shared=(), snippets=(), n_tokens=0, budget=9))
critic = load_critic({str(write_weights("yes"))!r}, CriticSettings(n_threads=1))
print(asyncio.run(critic.judge(request)).label.value)
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(HERE.parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "pass\n", "")


def test_absent_weights_end_the_run_with_the_command(
    request_one: CriticRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path))
    with pytest.raises(ModelUnavailable, match=r"patchcritic models pull 1\.5b"):
        judge("local:1.5b", request_one)


@pytest.mark.parametrize("name", ["local", "local:0.5b", "local:1.5B", "/none/own.gguf"])
def test_loading_by_name_loads_nothing(name: str) -> None:
    critic = load_critic(name, SETTINGS)
    assert critic.name == name
    assert critic.fingerprint.startswith("local:")
    asyncio.run(critic.close())


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(UsageProblem, match=r"'7b': choose one of .*0\.5b"):
        load_critic("local:7b", SETTINGS)


def test_the_fingerprint_is_that_of_the_weights(write_weights: MakeWeights) -> None:
    def fingerprint(name: str | Path) -> str:
        critic: Critic = load_critic(str(name), SETTINGS)
        return critic.fingerprint

    assert fingerprint("local") == fingerprint("local:0.5b") != fingerprint("local:1.5b")
    path = write_weights("yes")
    before = fingerprint(path)
    assert before == fingerprint(path)
    path.write_bytes(path.read_bytes() + b"\0")
    assert before != fingerprint(path)


@pytest.mark.weights
def test_the_real_model_answers_with_a_reason_and_reuses_the_prefix(
    make_request: MakeRequest,
) -> None:
    if find_model(default_local_model().name) is None:
        pytest.skip("the 0.5B weights are not here: run `patchcritic models pull 0.5b`")
    requests = [make_request(f"tests/test_a.py::test_{name}") for name in ("one", "two")]
    first, second = judge_all("local", *requests)
    for outcome in (first, second):
        assert isinstance(outcome, Prediction)
        assert outcome.p_source is PSource.LOGPROB
        assert 0 < outcome.p_pass < 1
        assert outcome.rationale
    assert second.usage.cached_tokens > second.usage.prompt_tokens / 2
