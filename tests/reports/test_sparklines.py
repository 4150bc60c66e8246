from __future__ import annotations

import pytest

from patchcritic.domain.benchmark import Bin
from patchcritic.reports.sparklines import draw_sparkline, sample_bins, sample_curve


@pytest.mark.parametrize(
    ("values", "top", "expected"),
    [
        ([], 1.0, ""),
        ([0, 0.5, 1], 1.0, "▁▅█"),
        ([0.1, None, 0.2], 0.2, "▅ █"),
        ([0, 0], 0.0, "▁▁"),
        ([-1, 2], 1.0, "▁█"),
    ],
)
def test_one_block_a_value(values: list[float | None], top: float, expected: str) -> None:
    assert draw_sparkline(values, top=top) == expected


def test_bins_are_sampled_where_they_are() -> None:
    bins = [
        Bin(low=0, high=0.25, n=1, mean_p=0.1, share_passed=0.1),
        Bin(low=0.75, high=1, n=1, mean_p=0.9, share_passed=0.8),
    ]

    assert sample_bins(bins, 4) == [0.1, None, None, 0.8]


def test_a_curve_is_sampled_to_its_end() -> None:
    points = [(0.3, 0.0), (0.5, 0.1), (1.0, 0.2)]

    assert sample_curve(points, 4) == [0.0, 0.1, 0.2, 0.2]
    assert sample_curve([], 2) == [None, None]
