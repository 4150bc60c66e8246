"""From rows to a profile, and what it is worth on repositories that nobody saw."""

from __future__ import annotations

from datetime import date

import pytest

from patchcritic.bench.calibrate import Arm, fit_profile
from patchcritic.bench.calibrate.profiles import measure
from patchcritic.domain import TestStatus
from patchcritic.domain.benchmark import TestResult
from patchcritic.errors import UsageProblem
from patchcritic.verdict import Profile
from tests.bench.calibrate.conftest import make_row, simulate

TODAY = date(2026, 11, 22)


def make_arm(rows: list[TestResult], name: str = "m") -> Arm:
    return Arm(name=name, dataset="d", rows=tuple(rows), resolved={})


@pytest.fixture(scope="module")
def profile(simulated: list[TestResult]) -> Profile:
    return fit_profile(make_arm(simulated), today=TODAY)


def test_where_it_comes_from(profile: Profile, simulated: list[TestResult]) -> None:
    assert (profile.model, profile.prompt_digest, profile.date) == ("m", "d1", "2026-11-22")
    assert profile.n_pairs == len(simulated)
    assert profile.n_patches == 320
    assert len(profile.repos) == 8
    assert profile.split == "repository"
    assert len(profile.dataset_digest) == 16


def test_the_method_has_the_best_held_out_brier_score(profile: Profile) -> None:
    assert profile.method == min(profile.candidates, key=profile.candidates.__getitem__)
    assert profile.method.startswith("platt+")
    assert profile.after.brier == profile.candidates[profile.method]
    assert profile.before.brier == profile.candidates["identity"]


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_the_calibration_error_falls_on_repositories_never_seen(
    profile: Profile, seed: int
) -> None:
    new = simulate(seed)
    raw = measure(new, [row.p_raw for row in new])
    found = measure(new, [profile.calibrator.apply(row.p_raw, row.features) for row in new])

    assert raw.ece is not None
    assert found.ece is not None
    assert raw.ece > 0.1
    assert found.ece < 0.05


@pytest.mark.parametrize("rule", ["strict-and", "product", "noisy-and", "logistic"])
def test_every_rule_has_thresholds_that_keep_the_risk(profile: Profile, rule: str) -> None:
    found = [one for one in profile.thresholds if one.rule == rule]

    assert [one.max_false_accept for one in found][-3:] == [0.1, 0.2, 0.3]
    assert all(one.bound <= one.max_false_accept for one in found)
    thresholds = [one.threshold for one in found]
    assert thresholds == sorted(thresholds, reverse=True)


def test_a_good_score_is_left_as_it_is() -> None:
    rows = [
        make_row(p, TestStatus.PASSED if number % 10 < 10 * p else TestStatus.FAILED,
                 repo=f"o/r{number % 4}", submission=f"s{number}")
        for p in (0.1, 0.3, 0.7, 0.9)
        for number in range(100)
    ]  # fmt: skip

    assert fit_profile(make_arm(rows), today=TODAY).after.ece == pytest.approx(0, abs=0.02)


def test_little_data_gives_no_thresholds_and_no_fitted_rule() -> None:
    rows = simulate(5, n_repos=2, n_patches=6)

    profile = fit_profile(make_arm(rows, "m prompt=bare"), today=TODAY, min_pairs=10)

    assert profile.logistic_rule is None
    assert all(one.max_false_accept >= 0.2 for one in profile.thresholds)
    assert profile.model == "m"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([make_row(0.5)] * 99, "99 answers with a known outcome, and calibration needs 100"),
        ([make_row(0.5)] * 100, "all 100 tests that the arm 'm' answered pass"),
        ([make_row(0.5, TestStatus.ERROR)] * 100, "answered fail"),
        (
            [make_row(0.5), make_row(0.5, TestStatus.FAILED)] * 50,
            "two submissions or more",
        ),
        ([make_row(0.5, decided_by="fact")] * 200, "has 0 answers"),
    ],
)
def test_what_is_refused(rows: list[TestResult], message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        fit_profile(make_arm(rows), today=TODAY)
