from __future__ import annotations

from random import Random

import pytest
from scipy.stats import beta

from patchcritic.bench.calibrate.risk import bound_share, find_sure_band, find_threshold


@pytest.mark.parametrize("confidence", [0.9, 0.95])
@pytest.mark.parametrize(("n_hits", "n"), [(0, 1), (0, 59), (1, 10), (7, 133), (30, 31), (90, 900)])
def test_bounds_equal_the_beta_quantile(n_hits: int, n: int, confidence: float) -> None:
    expected = beta.ppf(confidence, n_hits + 1, n - n_hits)

    assert bound_share(n_hits, n, confidence) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(("n_hits", "n"), [(0, 0), (3, 3)])
def test_nothing_bounds_all_of_them(n_hits: int, n: int) -> None:
    assert bound_share(n_hits, n) == 1.0


@pytest.mark.parametrize(("n_wrong", "is_found"), [(58, False), (59, True)])
def test_five_per_cent_need_59_wrong_patches(n_wrong: int, is_found: bool) -> None:
    # none of 59 accepted: the bound is 1 - 0.05 ** (1 / 59) = 0.0495, of 58 it is 0.0503
    found = find_threshold("strict-and", [0.9], [0.1] * n_wrong, 0.05)

    assert (found is not None) is is_found


def test_the_smallest_threshold_that_keeps_the_risk() -> None:
    # 100 wrong patches: one accepted is bounded by 0.0466, two by 0.0616
    wrong = [0.95, 0.7, 0.6, *[0.1] * 97]
    right = [0.99, 0.8, 0.65, 0.5, -1.0]

    found = find_threshold("product", right, wrong, 0.05)

    assert found is not None
    assert (found.threshold, found.n_wrong_accepted, found.n_wrong) == (0.8, 1, 100)
    assert found.bound == pytest.approx(0.0466, abs=1e-4)
    assert found.share_right_accepted == pytest.approx(2 / 5)


def test_patches_that_are_never_accepted_give_no_threshold() -> None:
    assert find_threshold("product", [-1.0], [-1.0] * 100, 0.05) is None


def test_the_risk_is_kept_on_new_patches_as_often_as_stated() -> None:
    random = Random(3)
    n_broken = n_runs = 0
    for _ in range(300):
        wrong = [random.betavariate(2, 5) for _ in range(150)]
        right = [random.betavariate(5, 2) for _ in range(150)]
        found = find_threshold("strict-and", right, wrong, 0.1)
        assert found is not None
        n_runs += 1
        # the true rate beyond the threshold is known of a beta distribution
        n_broken += beta.sf(found.threshold, 2, 5) > 0.1
    # 5 % are allowed; 27 of 300 would be three standard deviations more
    assert n_broken / n_runs < 0.09


def test_the_band_outside_which_labels_are_nearly_always_right() -> None:
    p = [0.05] * 60 + [0.5] * 60 + [0.95] * 60
    truths = [False] * 60 + [True, False] * 30 + [True] * 60

    band = find_sure_band(p, truths)

    assert band is not None
    low, high = band
    assert 0.05 <= low < 0.5 < high <= 0.95


@pytest.mark.parametrize(
    ("p", "truths", "band"),
    [
        pytest.param([0.95] * 20, [True] * 20, None, id="too few to tell"),
        pytest.param([0.95] * 60, [True, False] * 30, None, id="wrong half the time"),
        pytest.param([0.95] * 60, [True] * 60, (0.0, 0.5), id="one side only"),
    ],
)
def test_no_band_on_sides_that_are_not_sure(
    p: list[float], truths: list[bool], band: tuple[float, float] | None
) -> None:
    assert find_sure_band(p, truths) == band
