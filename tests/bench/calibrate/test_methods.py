from __future__ import annotations

import pytest

from patchcritic.bench.calibrate.methods import METHODS, find_methods
from patchcritic.domain import TestStatus
from patchcritic.domain.benchmark import TestResult
from patchcritic.verdict.features import FEATURES
from tests.bench.calibrate.conftest import make_row


def make_rows(**features: float) -> list[TestResult]:
    statuses = {0.2: TestStatus.FAILED, 0.9: TestStatus.PASSED}
    return [make_row(p, status, features=features) for p, status in statuses.items()] * 20


@pytest.mark.parametrize(
    ("features", "names"),
    [
        ({}, ["identity", "platt", "isotonic"]),
        ({"unheard_of": 1.0}, ["identity", "platt", "isotonic"]),
        ({"p_static": 0.5}, ["identity", "platt", "isotonic", "platt+prior"]),
        ({"n_steps": 2.0}, ["identity", "platt", "isotonic", "platt+features"]),
        ({"p_static": 0.5, "n_steps": 2.0}, list(METHODS)),
    ],
)
def test_only_what_the_rows_can_feed_is_tried(features: dict[str, float], names: list[str]) -> None:
    assert list(find_methods(make_rows(**features))) == names


@pytest.mark.parametrize("name", METHODS)
def test_a_higher_raw_score_never_comes_out_lower(name: str) -> None:
    calibrator = METHODS[name](make_rows(p_static=0.4, n_steps=3.0))

    ps = [calibrator.apply(step / 50, {}) for step in range(51)]

    assert ps == sorted(ps)
    assert ps[0] < ps[-1]


def test_a_model_that_knows_nothing_cannot_drag_the_prior_along() -> None:
    # raw scores alternate whatever happens; the prior tells the two apart
    rows = [
        make_row(raw, status, features={"p_static": prior})
        for status, prior in ((TestStatus.PASSED, 0.9), (TestStatus.FAILED, 0.2))
        for raw in (0.01, 0.99) * 20
    ]

    calibrator = METHODS["platt+prior"](rows)

    assert calibrator.apply(0.01, {"p_static": 0.9}) > 0.9
    assert calibrator.apply(0.99, {"p_static": 0.2}) < 0.1


def test_only_features_that_a_run_measures_too_are_learnt() -> None:
    rows = [
        make_row(p, status, features={"n_steps": steps, "unheard_of": steps})
        for steps in (1.0, 5.0)
        for p, status in ((0.2, TestStatus.FAILED), (0.9, TestStatus.PASSED))
    ]

    calibrator = METHODS["platt+features"](rows)

    assert calibrator.uses("n_steps")
    assert not calibrator.uses("unheard_of")
    assert all(calibrator.uses(name) is False for name in FEATURES if name != "n_steps")
