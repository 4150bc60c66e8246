"""What is measured of a test, a request and an answer: calibration learns from it and applies it,
so a bench row and a run must measure the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from patchcritic.domain import (
    Association,
    ChangedSymbol,
    CriticRequest,
    Label,
    Prediction,
    TestCase,
)
from patchcritic.verdict.logistic import Transform

FEATURES: Mapping[str, Transform] = {
    "p_static": "logit",
    "test_lines": "log1p",
    "is_parametrized": "none",
    "distance": "log1p",
    "score": "none",
    "n_changed": "log1p",
    "n_tokens": "log1p",
    "n_dropped": "log1p",
    "n_facts": "log1p",
    "n_problems": "log1p",
    "n_citations": "log1p",
    "n_steps": "log1p",
    "n_holds_no": "log1p",
    "is_trace_against": "none",
    "n_opinions": "log1p",
    "share_against": "none",
}
"""The features that calibration may use beside ``p_raw``, each with its scale."""


def features_of(
    request: CriticRequest, prediction: Prediction, *, p_static: float | None = None
) -> dict[str, float]:
    """All features of one answer by name; ``p_static`` is the model-free prior's probability,
    left out when nobody asked for it or it knows nothing."""
    prior = {} if p_static is None else {"p_static": p_static}
    return {
        **prior,
        **measure_test(request.test, request.association, request.changed),
        **measure_request(request),
        **measure_answer(prediction),
    }


def measure_test(
    test: TestCase, association: Association | None, changed: Sequence[ChangedSymbol]
) -> dict[str, float]:
    """Features of a test and its place beside the change."""
    place = {}
    if association is not None:
        place = {"distance": float(association.distance), "score": association.score}
    return {
        **place,
        "test_lines": float(test.span.end - test.span.start + 1),
        "is_parametrized": float(test.is_parametrized),
        "n_changed": float(sum(not symbol.is_cosmetic for symbol in changed)),
    }


def measure_request(request: CriticRequest) -> dict[str, float]:
    """Features of what the critic was shown."""
    return {
        "n_tokens": float(request.context.n_tokens),
        "n_dropped": float(len(request.context.dropped)),
        "n_facts": float(len(request.facts)),
    }


def measure_answer(prediction: Prediction) -> dict[str, float]:
    """Features of an answer: how it is founded, and whether its parts agree."""
    others = [one for one in prediction.opinions if not one.is_dropped]
    against = sum(one.label is not prediction.label for one in others)
    return {
        "n_problems": float(len(prediction.problems)),
        "n_signs": float(len(prediction.signs)),
        "n_citations": float(len(prediction.citations)),
        "n_steps": float(len(prediction.trace)),
        "n_holds_no": float(sum(step.holds == "no" for step in prediction.trace)),
        "is_trace_against": float(_is_trace_against(prediction)),
        "n_opinions": float(len(others)),
        "share_against": against / len(others) if others else 0.0,
    }


def _is_trace_against(prediction: Prediction) -> bool:
    """Whether the steps say the opposite of the label: a PASS with an assertion that does not
    hold, or a FAIL of which all assertions do."""
    held = [step.holds for step in prediction.trace if step.holds is not None]
    if prediction.label is Label.PASS:
        return "no" in held
    return prediction.label is Label.FAIL and bool(held) and set(held) == {"yes"}
