from __future__ import annotations

import pytest

from patchcritic.bench.metrics.places import jaccard

A, B = "a.py", "b.py"


@pytest.mark.parametrize(
    ("flagged", "injected", "tolerance", "expected"),
    [
        ([], [], 0, 1.0),
        ([(A, 3)], [], 0, 0.0),
        ([], [(A, 3)], 0, 0.0),
        ([(A, 3)], [(A, 3)], 0, 1.0),
        ([(A, 3), (A, 3)], [(A, 3)], 0, 1.0),
        ([(A, 3)], [(B, 3)], 9, 0.0),
        ([(A, 3)], [(A, 5)], 1, 0.0),
        ([(A, 3)], [(A, 5)], 2, 1.0),
        ([(A, 3), (A, 4), (A, 5)], [(A, 4)], 1, 1 / 3),
        ([(A, 1), (A, 3), (B, 9)], [(A, 3), (A, 5), (B, 9)], 0, 2 / 4),
        ([(A, 1), (A, 3)], [(A, 3), (A, 5)], 2, 1.0),
        ([(B, 1), (A, 9)], [(B, 2), (A, 1)], 1, 1 / 3),
    ],
)
def test_flagged_and_injected_places(
    flagged: list[tuple[str, int]],
    injected: list[tuple[str, int]],
    tolerance: int,
    expected: float,
) -> None:
    assert jaccard(flagged, injected, tolerance=tolerance) == pytest.approx(expected)
    assert jaccard(injected, flagged, tolerance=tolerance) == pytest.approx(expected)
