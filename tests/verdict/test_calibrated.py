from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace

import pytest

from patchcritic.domain import (
    Context,
    Critic,
    CriticFailure,
    CriticRequest,
    NodeId,
    Patch,
    Prediction,
    Span,
    TestCase,
)
from patchcritic.verdict import CalibratedCritic, Identity, Logistic
from patchcritic.verdict.logistic import Term
from tests.verdict.conftest import RAW, make_logistic, make_prediction, make_profile

PRIOR = Term(name="p_static", transform="logit", mean=0.0, scale=1.0, weight=1.0)
NODE = NodeId(path="t.py", names=("a",))
REQUEST = CriticRequest(
    patch=Patch(files=(), text=""),
    test=TestCase(node_id=NODE, span=Span(path="t.py", start=1, end=2)),
    context=Context(shared=(), snippets=(), n_tokens=1, budget=9),
)
FAILURE = CriticFailure(node_id=NODE, critic="m", kind="timeout", message="slow")


def answer(critic: str) -> Prediction:
    return replace(make_prediction("a", 0.6), critic=critic)


@dataclass
class Inner:
    outcome: Prediction | CriticFailure = field(default_factory=lambda: answer("m"))
    name: str = "m"
    fingerprint: str = "f"
    preferred_budget: int = 400
    is_closed: bool = False

    async def judge(self, _request: CriticRequest) -> Prediction | CriticFailure:
        return self.outcome

    async def close(self) -> None:
        self.is_closed = True


def judge(critic: Critic) -> Prediction | CriticFailure:
    return asyncio.run(critic.judge(REQUEST))


@pytest.mark.parametrize(
    ("calibrator", "expected"),
    [(Identity(), 0.6), (make_logistic(RAW), 0.6), (make_logistic(RAW, PRIOR), 0.8571)],
)
def test_answers_are_calibrated(calibrator: Identity | Logistic, expected: float) -> None:
    # odds of 0.6 are 1.5 and of the prior's 0.8 are 4: together 6 to 1
    profile = make_profile(calibrator=calibrator)

    found = judge(CalibratedCritic(Inner(), profile, prior=lambda _request: 0.8))

    assert isinstance(found, Prediction)
    assert found.p_pass == pytest.approx(expected, abs=1e-4)
    assert found.p_raw == 0.6


def test_a_prior_that_knows_nothing_counts_as_the_mean() -> None:
    profile = make_profile(calibrator=make_logistic(RAW, PRIOR))

    found = judge(CalibratedCritic(Inner(), profile, prior=lambda _request: None))

    assert isinstance(found, Prediction)
    assert found.p_pass == pytest.approx(0.6)


def test_a_prior_that_no_term_uses_is_not_asked() -> None:
    def ask(_request: CriticRequest) -> float:
        raise AssertionError

    judge(CalibratedCritic(Inner(), make_profile(), prior=ask))


def test_another_models_answer_is_left_as_it_is() -> None:
    cheap = answer("cheap")

    assert judge(CalibratedCritic(Inner(cheap), make_profile())) is cheap


def test_failures_pass_through() -> None:
    assert judge(CalibratedCritic(Inner(FAILURE), make_profile())) is FAILURE


def test_what_the_inner_critic_has_is_passed_on() -> None:
    inner = Inner()
    critic = CalibratedCritic(inner, make_profile(sure=(0.2, 0.8)))

    assert (critic.name, critic.preferred_budget, critic.sure_band) == ("m", 400, (0.2, 0.8))
    assert getattr(critic, "prompt", "none") == "none"
    assert critic.fingerprint != inner.fingerprint
    assert critic.fingerprint != CalibratedCritic(inner, make_profile(method="platt")).fingerprint
    asyncio.run(critic.close())
    assert inner.is_closed
