from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from patchcritic.critics.saved import load_prediction, save_prediction
from patchcritic.domain import Citation, Label, NodeId, Prediction, PSource, Step, Usage, Witness

NODE_ID = NodeId.parse("t.py::test_a")
PREDICTION = Prediction(
    node_id=NODE_ID,
    label=Label.FAIL,
    p_pass=0.25,
    p_source=PSource.LOGPROB,
    rationale="1. é",
    critic="local",
    witness=Witness(assertion="assert x", expected="1", actual="2", path="t.py", line=3),
    citations=(Citation(path="a.py", line=1, quote="x"),),
    trace=(Step(says="x = 2", path="a.py", line=1), Step(says="x == 1", holds="no")),
    problems=("a.py:9 is past the end",),
    prompt_digest="abc",
    usage=Usage(n_calls=3, prompt_tokens=5, cost_usd=0.5),
)


def test_a_prediction_comes_back_free_of_charge() -> None:
    other = NodeId.parse("t.py::test_b")
    loaded = load_prediction(json.loads(json.dumps(save_prediction(PREDICTION))), other)
    assert loaded is not None
    assert loaded == replace(PREDICTION, cached=True, usage=Usage(), node_id=other)


@pytest.mark.parametrize(
    "changes",
    [
        {"label": "maybe"},
        {"p_pass": "x"},
        {"p_source": None},
        {"witness": {"foo": 1}},
        {"witness": 3},
        {"citations": None},
        {"citations": [1]},
        {"trace": [{"at": 3}]},
    ],
)
def test_what_another_version_saved_is_no_prediction(changes: dict[str, Any]) -> None:
    assert load_prediction({**save_prediction(PREDICTION), **changes}, NODE_ID) is None
    assert load_prediction({}, NODE_ID) is None
