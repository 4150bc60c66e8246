from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Label, Prediction, PSource
from patchcritic.errors import UsageProblem

LEAST = {"label": "fail", "p_pass": 0.1, "rationale": "because"}
MakeRequest = Callable[..., CriticRequest]


def _load(folder: Path, *lines: object) -> Critic:
    path = folder / "script.jsonl"
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return load_critic(f"scripted:{path}", CriticSettings())


def _judge(critic: Critic, request: CriticRequest) -> Prediction | CriticFailure:
    async def run() -> Prediction | CriticFailure:
        outcome = await critic.judge(request)
        await critic.close()
        return outcome

    return asyncio.run(run())


def test_the_least_response_is_taken_as_said(tmp_path: Path, request_one: CriticRequest) -> None:
    critic = _load(tmp_path, {"match": "*", "response": LEAST})
    outcome = _judge(critic, request_one)
    assert isinstance(outcome, Prediction)
    assert outcome.label is Label.FAIL, "a script's failure needs no witness"
    assert (outcome.p_pass, outcome.rationale, outcome.witness) == (0.1, "because", None)
    assert (outcome.critic, outcome.p_source) == (critic.name, PSource.VERBALISED)
    assert outcome.node_id == request_one.test.node_id


@pytest.mark.parametrize(
    ("pattern", "node_id", "expected"),
    [
        ("*", "tests/test_a.py::test_one", True),
        ("*::test_one", "tests/test_a.py::test_one", True),
        ("tests/test_a.py::test_one", "tests/test_a.py::test_one", True),
        ("test_one", "tests/test_a.py::test_one", False),
        ("tests/test_a.py::*", "tests/test_b.py::test_one", False),
        ("*::test_?ne", "tests/test_a.py::test_one", True),
        ("t.py::test_x[1-2]", "t.py::test_x[1-2]", True),
        ("t.py::test_x[1-2]", "t.py::test_x1", True),
        ("t.py::test_x[1-2]", "t.py::test_x3", False),
        ("t.py::test_x[[]1]", "t.py::test_x[1]", True),
        ("t.py::test_x[*]", "t.py::test_x[a b]", True),
        ("*test_x[[]]", "t.py::test_x[[]]", True),
        ("t.py::test_x[*]", "t.py::test_x[a\nb]", True),
        ("t.py::test_x[!a]", "t.py::test_x[!a]", True),
        ("T.py::*", "t.py::test_x", False),
        ("*a" * 30 + "b", "t.py::test_" + "a" * 60, False),
        ("*" * 40 + "b", "t.py::test_" + "a" * 60, False),
    ],
)
def test_patterns(
    tmp_path: Path, make_request: MakeRequest, pattern: str, node_id: str, expected: bool
) -> None:
    critic = _load(tmp_path, {"match": pattern, "response": LEAST})
    outcome = _judge(critic, make_request(node_id))
    assert isinstance(outcome, Prediction) is expected


def test_the_first_line_that_matches_answers(tmp_path: Path, request_one: CriticRequest) -> None:
    critic = _load(
        tmp_path,
        {"match": "*::test_two", "response": {**LEAST, "rationale": "two"}},
        "",
        {"match": "*::test_one", "response": {**LEAST, "rationale": "first"}},
        {"match": "*", "response": {**LEAST, "rationale": "second"}},
    )
    outcome = _judge(critic, request_one)
    assert isinstance(outcome, Prediction)
    assert outcome.rationale == "first"


def test_a_text_is_read_as_a_model_s(tmp_path: Path, request_one: CriticRequest) -> None:
    text = f"Well:\n```json\n{json.dumps(LEAST)}\n```"
    outcome = _judge(_load(tmp_path, {"match": "*", "response": text}), request_one)
    assert isinstance(outcome, Prediction)


@pytest.mark.parametrize(
    ("line", "kind", "message"),
    [
        ({"match": "other", "response": LEAST}, "provider", "No line of the script matches"),
        ({"match": "*", "response": "no answer"}, "bad-answer", "no complete JSON object"),
        ({"match": "*", "response": {"label": "pass"}}, "bad-answer", "p_pass"),
        ({"match": "*", "error": "timeout"}, "timeout", "The script says timeout."),
        ({"match": "*", "error": "refused"}, "refused", "The script says refused."),
    ],
)
def test_failures(
    tmp_path: Path, request_one: CriticRequest, line: object, kind: str, message: str
) -> None:
    outcome = _judge(_load(tmp_path, line), request_one)
    assert isinstance(outcome, CriticFailure)
    assert outcome.kind == kind
    assert message in outcome.message


def test_an_answer_takes_its_time(tmp_path: Path, request_one: CriticRequest) -> None:
    critic = _load(tmp_path, {"match": "*", "response": LEAST, "delay_s": 0.05})
    started = time.perf_counter()
    assert isinstance(_judge(critic, request_one), Prediction)
    assert time.perf_counter() - started >= 0.05


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("not json", "not JSON"),
        ("[1]", 'must be an object with a text under "match"'),
        ({"response": LEAST}, 'must be an object with a text under "match"'),
        ({"match": 1, "response": LEAST}, '"match"'),
        ({"match": "*"}, 'either "response" or "error"'),
        ({"match": "*", "response": LEAST, "error": "timeout"}, 'either "response" or "error"'),
        ({"match": "*", "respons": LEAST}, "unknown key 'respons'; known: delay_s, error"),
        ({"match": "*", "error": "boom"}, '"error" must be one of bad-answer'),
        ({"match": "*", "response": 1}, '"response" must be a text or an object'),
        ({"match": "*", "response": LEAST, "delay_s": "1"}, '"delay_s" must be a number'),
        ({"match": "*", "response": LEAST, "delay_s": True}, '"delay_s" must be a number'),
        ({"match": "*", "response": LEAST, "delay_s": -1}, '"delay_s" must be a number'),
    ],
)
def test_a_malformed_line_is_named(tmp_path: Path, line: object, message: str) -> None:
    with pytest.raises(UsageProblem, match=message) as caught:
        _load(tmp_path, {"match": "*", "response": LEAST}, line)
    assert "script.jsonl, line 2: " in str(caught.value)


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not text"])
def test_an_unreadable_script_is_a_usage_problem(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "script.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageProblem, match=r"The script .*script\.jsonl cannot be read"):
        load_critic(f"scripted:{path}", CriticSettings())


def test_the_fingerprint_is_the_script_s_digest(tmp_path: Path) -> None:
    first = _load(tmp_path, {"match": "*", "response": LEAST}).fingerprint
    (tmp_path / "elsewhere").mkdir()
    assert _load(tmp_path / "elsewhere", {"match": "*", "response": LEAST}).fingerprint == first
    assert _load(tmp_path, {"match": "x", "response": LEAST}).fingerprint != first
