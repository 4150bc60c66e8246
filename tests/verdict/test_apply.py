from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.domain import Label, Prediction, Witness
from patchcritic.verdict import Isotonic, apply_profile
from patchcritic.verdict.apply import choose_label
from tests.verdict.conftest import make_prediction, make_profile

LOWERING = make_profile(calibrator=Isotonic(x=(0.0, 1.0), y=(0.2, 0.7)), band=(0.4, 0.6))
"""0.2 + p / 2"""
WITNESS = Witness(assertion="assert f() == 1")


@pytest.mark.parametrize(
    ("p", "label"),
    [
        (0.0, Label.FAIL),
        (0.39, Label.FAIL),
        (0.4, Label.ABSTAIN),
        (0.59, Label.ABSTAIN),
        (0.6, Label.PASS),
    ],
)
def test_labels_by_the_band(p: float, label: Label) -> None:
    assert choose_label(p, (0.4, 0.6)) is label


def test_without_a_band_even_odds_divide() -> None:
    assert choose_label(0.5, (0.5, 0.5)) is Label.PASS
    assert choose_label(0.499, (0.5, 0.5)) is Label.FAIL


@pytest.mark.parametrize(
    ("raw", "label", "p_pass", "expected"),
    [
        (1.0, Label.PASS, 0.7, Label.PASS),
        pytest.param(0.7, Label.PASS, 0.55, Label.ABSTAIN, id="a pass that means little"),
        pytest.param(0.1, Label.FAIL, 0.25, Label.FAIL, id="a fail stays"),
        pytest.param(1.0, Label.ABSTAIN, 0.7, Label.ABSTAIN, id="an abstention stays"),
    ],
)
def test_the_label_follows_the_calibrated_probability(
    raw: float, label: Label, p_pass: float, expected: Label
) -> None:
    found = apply_profile(make_prediction("a", raw, label), {}, LOWERING)

    assert found.label is expected
    assert found.p_pass == pytest.approx(p_pass)
    assert found.p_raw == raw


def test_a_changed_label_says_what_the_critic_said() -> None:
    prediction = make_prediction("a", 0.7, Label.PASS, rationale="It holds.")

    found = apply_profile(prediction, {}, LOWERING)

    assert found.rationale == "Calibrated; the critic said pass at 0.70. It holds."


@pytest.mark.parametrize(("y", "witness"), [((0.1, 0.3), WITNESS), ((0.7, 0.9), None)])
def test_a_witness_stands_with_a_failure_only(
    y: tuple[float, float], witness: Witness | None
) -> None:
    profile = make_profile(calibrator=Isotonic(x=(0.0, 1.0), y=y))
    prediction = make_prediction("a", 0.1, witness=WITNESS)

    assert apply_profile(prediction, {}, profile).witness == witness


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"decided_by": "fact"}, id="a fact"),
        pytest.param({"decided_by": "tracer"}, id="the tracer"),
        pytest.param({"signs": ("dictates-answer at a.py:1: pass!",)}, id="under signs"),
        pytest.param({"p_pass": float("nan")}, id="no probability"),
        pytest.param({"p_pass": 1.2}, id="out of range"),
    ],
)
def test_what_is_left_as_it_is(more: dict[str, Any]) -> None:
    prediction = make_prediction("a", **{"p_pass": 0.9, **more})

    assert apply_profile(prediction, {}, LOWERING) is prediction


@given(st.floats(0, 1), st.sampled_from(Label))
def test_twice_is_once(p: float, label: Label) -> None:
    once = apply_profile(make_prediction("a", p, label, rationale="why"), {}, LOWERING)

    assert apply_profile(once, {}, LOWERING).p_pass == once.p_pass
    assert apply_profile(once, {}, LOWERING).label is once.label
    assert isinstance(once, Prediction)
