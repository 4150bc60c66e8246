from __future__ import annotations

import pytest

from patchcritic.training.figures import choose_band, measure, measure_ece

numpy = pytest.importorskip("numpy")


def test_a_hand_worked_calibration_error() -> None:
    p = numpy.array([0.15, 0.15, 0.95, 0.95])
    y = numpy.array([0.0, 1.0, 1.0, 1.0])
    assert measure_ece(p, y) == pytest.approx(0.5 * 0.35 + 0.5 * 0.05)


def test_figures_count_only_what_lies_outside_of_the_band() -> None:
    found = measure(numpy.array([0.2, 0.5, 0.9]), numpy.array([0.0, 1.0, 0.0]), (0.4, 0.6))
    assert (found.n, found.accuracy, found.auc) == (3, 0.5, 0.5)
    assert found.coverage == pytest.approx(2 / 3)


def test_one_outcome_alone_has_no_auc() -> None:
    assert measure(numpy.array([0.2]), numpy.array([1.0]), (0.4, 0.6)).auc is None


@pytest.mark.parametrize(
    ("p", "y", "band"),
    [
        ([0.1] * 4 + [0.9] * 4, [0.0] * 4 + [1.0] * 4, (0.45, 0.55)),
        ([0.1] * 4 + [0.4] * 4 + [0.9], [0.0] * 4 + [1.0] * 4 + [1.0], (0.39, 0.55)),
        ([0.1] * 4, [1.0] * 4, (0.0, 1.0)),
    ],
)
def test_the_band(p: list[float], y: list[float], band: tuple[float, float]) -> None:
    assert choose_band(numpy.array(p), numpy.array(y)) == band
