from __future__ import annotations

import pytest

from patchcritic.bench.metrics.cases import Case
from patchcritic.bench.metrics.coverage import aurc, thin_points, trace_coverage_risk
from tests.bench.metrics.conftest import draw_cases


def test_a_hand_worked_curve() -> None:
    cases = [
        Case(0.99, True, True),
        Case(0.05, False, True),
        Case(0.8, True, True),
        Case(0.2, True, False),
        Case(0.5, None, True),
    ]

    points = trace_coverage_risk(cases)

    assert [coverage for coverage, _ in points] == pytest.approx([0.2, 0.4, 0.8, 1.0])
    assert [risk for _, risk in points] == pytest.approx([0, 0.5, 0.25, 0.3])
    assert aurc(points) == pytest.approx(0.2 * 0 + 0.2 * 0.5 + 0.4 * 0.25 + 0.2 * 0.3)


@pytest.mark.parametrize("seed", range(10))
def test_the_order_of_the_cases_does_not_matter(seed: int) -> None:
    cases = draw_cases(seed)

    assert trace_coverage_risk(cases) == trace_coverage_risk(cases[::-1])
    assert trace_coverage_risk(cases)[-1][0] == 1


def test_nothing_to_trace() -> None:
    assert trace_coverage_risk([Case(None, True, True)]) == []
    assert aurc([]) is None


@pytest.mark.parametrize(("n_points", "kept"), [(5, (0, 2, 4, 7, 9)), (10, range(10)), (2, (0, 9))])
def test_thinning_keeps_both_ends(n_points: int, kept: tuple[int, ...]) -> None:
    points = [(number / 9, 0.1) for number in range(10)]

    assert thin_points(points, n_points) == tuple(points[number] for number in kept)
