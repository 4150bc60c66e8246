from __future__ import annotations

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.critics.answer import (
    Answer,
    BadAnswer,
    demand_witness,
    make_prediction,
    parse_answer,
    read_answer,
)
from patchcritic.domain import Citation, CriticRequest, Label, PSource, Step, Usage, Witness

GOOD = {"label": "pass", "p_pass": 0.9, "rationale": "fine"}


def _answer(**changes: object) -> Answer:
    return read_answer({**GOOD, **changes})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"label": "maybe"}, "label"),
        ({"label": None}, "label"),
        ({"label": 1}, "label"),
        ({"p_pass": 1.5}, "p_pass: p_pass must be a number from 0 to 1"),
        ({"p_pass": -0.1}, "p_pass"),
        ({"p_pass": 101}, "p_pass"),
        ({"p_pass": True}, "p_pass"),
        ({"p_pass": None}, "p_pass"),
        ({"p_pass": "high"}, "p_pass"),
        ({"p_pass": "nan"}, "p_pass"),
        ({"p_pass": 10**400}, "p_pass"),
        ({"label": "fail", "p_pass": 0.9}, "label fail contradicts p_pass 0.9"),
        ({"label": "pass", "p_pass": 0.1}, "label pass contradicts p_pass 0.1"),
    ],
)
def test_what_is_no_answer_says_why(changes: dict[str, object], problem: str) -> None:
    with pytest.raises(BadAnswer, match=problem):
        _answer(**changes)


@pytest.mark.parametrize("response", [None, 3, [], ["label"], {}, {"label": "pass"}])
def test_other_shapes_are_no_answer(response: object) -> None:
    with pytest.raises(BadAnswer):
        read_answer(response)


@pytest.mark.parametrize(
    ("witness", "expected"),
    [
        (None, None),
        ({}, None),
        ("", None),
        ([], None),
        ({"assertion": " "}, None),
        ("assert f() == 1", Witness(assertion="assert f() == 1")),
        (
            {"assertion": "a", "expected": 1, "actual": None, "path": "t.py", "line": "L12"},
            Witness(assertion="a", expected="1", actual="", path="t.py", line=12),
        ),
        ({"assertion": "a", "line": "?", "more": 1}, Witness(assertion="a")),
    ],
)
def test_witnesses(request_one: CriticRequest, witness: object, expected: Witness | None) -> None:
    answer = _answer(label="fail", p_pass=0.1, witness=witness)
    prediction = make_prediction(request_one, answer, critic="x", usage=Usage())
    assert prediction.witness == expected


@pytest.mark.parametrize(
    ("citations", "expected"),
    [
        (None, []),
        ([], []),
        ("nonsense", []),
        ({"path": "a.py", "line": 3}, [Citation(path="a.py", line=3)]),
        (
            [
                {"path": "a.py", "line": 3.0, "quote": "x = 1"},
                {"line": 4},
                5,
                "b.py:7",
                "b.py:8: y",
            ],
            [
                Citation(path="a.py", line=3, quote="x = 1"),
                Citation(path="b.py", line=7),
                Citation(path="b.py", line=8, quote="y"),
            ],
        ),
    ],
)
def test_citations(request_one: CriticRequest, citations: object, expected: list[Citation]) -> None:
    prediction = make_prediction(
        request_one, _answer(citations=citations), critic="x", usage=Usage()
    )
    assert list(prediction.citations) == expected


def test_premises_are_the_new_word_for_citations(request_one: CriticRequest) -> None:
    premise = {"path": "a.py", "line": 3, "quote": "x = 1", "says": "x is one"}
    for key in ("premises", "citations"):
        answer = _answer(**{key: [premise]})
        prediction = make_prediction(request_one, answer, critic="x", usage=Usage())
        assert prediction.citations == (
            Citation(path="a.py", line=3, quote="x = 1", says="x is one"),
        )


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        (None, []),
        ([], []),
        ("1. f() is 3", [Step(says="1. f() is 3")]),
        (["one", "", " ", 5, None, {"line": 3}, {"says": " "}], [Step(says="one")]),
        (
            [
                {"says": "a", "path": "t.py", "line": "L4", "holds": "Yes."},
                {"says": "b", "holds": False},
                {"says": "c", "holds": "unknown"},
                {"says": "d", "holds": "n/a"},
                {"says": "e", "holds": None},
            ],
            [
                Step(says="a", path="t.py", line=4, holds="yes"),
                Step(says="b", holds="no"),
                Step(says="c", holds="unknown"),
                Step(says="d"),
                Step(says="e"),
            ],
        ),
    ],
)
def test_traces(request_one: CriticRequest, trace: object, expected: list[Step]) -> None:
    prediction = make_prediction(request_one, _answer(trace=trace), critic="x", usage=Usage())
    assert list(prediction.trace) == expected


def test_an_answer_that_never_ends_is_cut() -> None:
    answer = _answer(trace=["again"] * 5000, premises=["a.py:1"] * 5000)
    assert (len(answer.trace), len(answer.premises)) == (100, 100)


@pytest.mark.parametrize(
    ("rationale", "expected"),
    [
        ("as said", "as said"),
        (["1. a", "2. b"], "1. a\n2. b"),
        (None, ""),
        ("\x1b[31mred\x07 \ud800half\x00\n\tnext\r", "[31mred half\n\tnext"),
    ],
)
def test_rationales_are_fit_to_show(rationale: object, expected: str) -> None:
    assert _answer(rationale=rationale).rationale == expected


@pytest.mark.parametrize(
    ("text", "p_pass"),
    [
        (json.dumps(GOOD), 0.9),
        (
            f"<think>{{'label': 'fail', 'p_pass': 0.1}}</think>\n```json\n{json.dumps(GOOD)}\n```",
            0.9,
        ),
        (json.dumps({**GOOD, "p_pass": 0.8}) + "\nor rather " + json.dumps(GOOD), 0.9),
        (json.dumps(GOOD) + '\nThe witness is {"assertion": "none"}.', 0.9),
        (json.dumps({"answer": GOOD}), 0.9),
        (json.dumps([GOOD]), 0.9),
        (
            "{'label': 'Fail', 'p_pass': '5%', 'rationale': 'it doesn't hold', 'witness': None,}",
            0.05,
        ),
        (json.dumps({**GOOD, "rationale": '{"label": "fail", "p_pass": 0}'}), 0.9),
    ],
)
def test_the_last_usable_object_is_the_answer(text: str, p_pass: float) -> None:
    assert parse_answer(text).p_pass == p_pass


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no complete JSON object"),
        ("I cannot tell.", "no complete JSON object"),
        (json.dumps(GOOD)[:-1], "no complete JSON object"),
        ('{"foo": 1}', "label: Field required"),
        ('{"label": "fail", "p_pass": 0.9}', "contradicts"),
        ("{\"rationale\": \"the patch holds {'label': 'pass', 'p_pass': 1}", "no complete"),
    ],
)
def test_text_without_an_answer(text: str, problem: str) -> None:
    with pytest.raises(BadAnswer, match=problem):
        parse_answer(text)


def test_a_failure_without_a_witness_is_an_abstention() -> None:
    answer = demand_witness(_answer(label="fail", p_pass=0.1, rationale="it looks odd"))
    assert answer.label is Label.ABSTAIN
    assert answer.p_pass == 0.1
    assert answer.rationale.startswith("Abstained: ")
    assert answer.rationale.endswith("it looks odd")


@pytest.mark.parametrize(
    "answer",
    [
        _answer(),
        _answer(label="abstain"),
        _answer(label="fail", p_pass=0.1, witness={"assertion": "assert x"}),
    ],
)
def test_other_answers_keep_their_label(answer: Answer) -> None:
    assert demand_witness(answer) is answer


def test_a_prediction_carries_the_answer(request_one: CriticRequest) -> None:
    usage = Usage(n_calls=2)
    answer = _answer(witness={"assertion": "none fails"})
    prediction = make_prediction(
        request_one,
        answer,
        critic="m",
        usage=usage,
        p_pass=0.8,
        p_source=PSource.LOGPROB,
        prompt_digest="d",
    )
    assert prediction.node_id == request_one.test.node_id
    assert (prediction.label, prediction.p_pass, prediction.critic) == (Label.PASS, 0.8, "m")
    assert prediction.prompt_digest == "d"
    assert (prediction.usage, prediction.p_source) == (usage, PSource.LOGPROB)
    assert prediction.witness is None, "a passing test has no witness"


@given(st.text() | st.text(alphabet="{}[]\"',: labelpasfti_0.9%", max_size=120))
def test_any_text_is_an_answer_or_a_bad_one(text: str) -> None:
    with suppress(BadAnswer):
        assert 0 <= parse_answer(text).p_pass <= 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.fixed_dictionaries(
    {"label": JSON | st.sampled_from(["pass", "fail"]), "p_pass": JSON | st.floats(0, 1)},
    optional={
        "rationale": JSON,
        "witness": JSON,
        "premises": JSON | st.lists(JSON),
        "trace": JSON | st.lists(JSON),
        "grade": JSON,
    },
)


@given(FIELDS)
def test_any_object_is_an_answer_or_a_bad_one(fields: dict[str, object]) -> None:
    with suppress(BadAnswer):
        assert read_answer(fields).rationale.encode("utf-8") is not None
