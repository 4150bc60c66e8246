from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from patchcritic.critics import CriticSettings, load_critic
from patchcritic.critics.static import StaticCritic, StaticModel, static_p_pass
from patchcritic.critics.static.features import FEATURES_VERSION
from patchcritic.critics.static.model import FORMAT, load_shipped
from patchcritic.diff import parse_patch
from patchcritic.domain import (
    CriticFailure,
    CriticRequest,
    Label,
    Prediction,
    PSource,
    VerdictLabel,
)
from patchcritic.errors import ModelUnavailable
from patchcritic.pipeline import ChangeUnderTest, evaluate_patch

MakeRequest = Callable[..., CriticRequest]


def make_model(intercept: float, **coefficients: float) -> StaticModel:
    names = sorted(coefficients)
    row = {
        "format": FORMAT,
        "features_version": FEATURES_VERSION,
        "provenance": {},
        "intercept": intercept,
        "band": [0.4, 0.6],
        "features": names,
        "parts": [
            {
                "kind": "logistic",
                "weight": 1.0,
                "mean": [0.0] * len(names),
                "scale": [1.0] * len(names),
                "coefficients": [coefficients[name] for name in names],
                "intercept": 0.0,
            }
        ],
    }
    return StaticModel.parse(json.dumps(row))


def judge(model: StaticModel, request: CriticRequest) -> Prediction:
    result = asyncio.run(StaticCritic(model).judge(request))
    assert not isinstance(result, CriticFailure)
    return result


@pytest.mark.parametrize(
    ("intercept", "label"), [(2.0, Label.PASS), (-2.0, Label.FAIL), (0.1, Label.ABSTAIN)]
)
def test_three_ways_to_answer(make_request: MakeRequest, intercept: float, label: Label) -> None:
    prediction = judge(make_model(intercept), make_request())
    assert prediction.label is label
    assert prediction.p_source is PSource.PRIOR
    assert (prediction.p_pass > 0.5) == (intercept > 0)


def test_the_reasons_are_those_that_weigh_most(make_request: MakeRequest) -> None:
    model = make_model(0.0, own_way=-1.0, place_is_return=-0.5, test_lines=0.3)
    assert judge(model, make_request()).rationale == (
        "A prior learnt from other projects' tests: for failing: what the test uses leads to the "
        "change; a return value changed. for passing: the length of the test."
    )


def test_it_knows_nothing_of_tests_that_the_change_does_not_reach(
    make_request: MakeRequest,
) -> None:
    request = make_request()
    assert request.association is not None
    request = replace(request, association=replace(request.association, kind="explicit"))
    prediction = judge(make_model(3.0), request)
    assert (prediction.label, prediction.p_pass) == (Label.ABSTAIN, 0.5)
    assert static_p_pass(request) is None


def test_it_knows_nothing_of_other_languages(make_request: MakeRequest) -> None:
    request = make_request()
    span = replace(request.test.span, path="box.test.js")
    request = replace(request, test=replace(request.test, span=span))
    assert judge(make_model(3.0), request).label is Label.ABSTAIN


def test_the_shipped_model(make_request: MakeRequest) -> None:
    model = load_shipped()
    request = make_request()
    p_pass = static_p_pass(request)
    assert p_pass == judge(model, request).p_pass
    assert p_pass is not None
    assert 0 < p_pass < 1
    assert len(model.provenance["packages"]) >= 15
    assert not any("boltons" in name for name in model.provenance["packages"])


def test_the_registry_knows_it(make_request: MakeRequest) -> None:
    critic = load_critic("static", CriticSettings())
    assert (critic.name, critic.fingerprint) == ("static", f"static:{load_shipped().digest}")
    asyncio.run(critic.close())


def test_another_version_is_refused() -> None:
    text = json.dumps({"format": FORMAT + 1, "features_version": FEATURES_VERSION})
    with pytest.raises(ModelUnavailable, match="train-static"):
        StaticModel.parse(text)


def test_a_whole_evaluation(repository: Path) -> None:
    patch = parse_patch(
        "--- a/box.py\n+++ b/box.py\n@@ -1,2 +1,2 @@\n def size():\n-    return 3\n+    return 4\n"
    )
    critic = StaticCritic(make_model(-3.0))
    evaluation = evaluate_patch(repository, ChangeUnderTest(patch=patch), critic, tracer="off")
    assert [one.critic for one in evaluation.predictions] == ["static"]
    assert evaluation.verdict.label is VerdictLabel.FAIL
    assert evaluation.usage.n_calls == 0
