from __future__ import annotations

from math import log

import numpy as np
import pytest
from sklearn import metrics as reference
from sklearn.calibration import calibration_curve

from patchcritic.bench.metrics.cases import Case
from patchcritic.bench.metrics.probability import (
    brier,
    ece,
    equal_mass_edges,
    find_quantile,
    log_loss,
    make_bins,
    prepare_probability_figures,
)
from tests.bench.metrics.conftest import draw_cases

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_losses_equal_scikit_learn(seed: int) -> None:
    cases = draw_cases(seed)
    truth, p = [case.truth for case in cases], [case.p for case in cases]

    assert brier(cases) == pytest.approx(reference.brier_score_loss(truth, p), abs=1e-9)
    # scikit-learn clips at another smallest number than 1e-15
    inner = [case for case in cases if case.p is not None and 0 < case.p < 1]
    expected = reference.log_loss([case.truth for case in inner], [case.p for case in inner])
    assert log_loss(inner) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@pytest.mark.parametrize("seed", SEEDS)
def test_bins_equal_scikit_learn(seed: int, strategy: str) -> None:
    cases = draw_cases(seed)
    truth, p = [case.truth for case in cases], [case.p for case in cases]
    edges = None if strategy == "uniform" else equal_mass_edges(cases)
    bins = make_bins(cases, edges)

    shares, means = calibration_curve(truth, p, n_bins=10, strategy=strategy)

    assert [one.share_passed for one in bins] == pytest.approx(list(shares), abs=1e-9)
    assert [one.mean_p for one in bins] == pytest.approx(list(means), abs=1e-9)
    gaps = [one.n * abs(one.mean_p - one.share_passed) for one in bins]
    assert ece(cases, edges) == pytest.approx(sum(gaps) / len(cases), abs=1e-9)
    assert all(one.low - 1e-12 <= one.mean_p <= one.high + 1e-12 for one in bins)


@pytest.mark.parametrize("share", [0, 0.025, 0.3, 0.5, 0.975, 1])
def test_quantiles_equal_numpy(share: float) -> None:
    values = sorted(case.p for case in draw_cases(1) if case.p is not None)

    assert find_quantile(values, share) == pytest.approx(np.quantile(values, share), abs=1e-12)
    assert find_quantile([0.4], share) == 0.4


def test_a_hand_worked_calibration_error() -> None:
    cases = [Case(0.9, True, True), Case(0.9, True, False), Case(0.2, False, False)]

    assert ece(cases) == pytest.approx((2 * abs(0.9 - 0.5) + 0.2) / 3)


def test_a_sure_and_wrong_answer_costs_much_and_not_infinitely_much() -> None:
    assert log_loss([Case(0.0, False, True)]) == pytest.approx(-log(1e-15))
    assert log_loss([Case(1.0, False, True)]) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("cases", [[], [Case(None, True, True)]])
def test_without_a_probability_nothing_is_defined(cases: list[Case]) -> None:
    assert (brier(cases), log_loss(cases), ece(cases)) == (None, None, None)
    assert make_bins(cases) == ()
    assert equal_mass_edges(cases) == []


def test_weights_count_clusters_as_often_as_they_say() -> None:
    cases = draw_cases(5, n_clusters=3)
    repeated = [case for case in cases for _ in range([0, 2, 5][case.cluster])]

    measured = prepare_probability_figures(cases, 3)([0, 2, 5])

    expected = {"brier": brier(repeated), "log_loss": log_loss(repeated), "ece": ece(repeated)}
    assert measured == pytest.approx(expected, abs=1e-12)
