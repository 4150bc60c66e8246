from __future__ import annotations

import pytest
from sklearn import metrics as reference

from patchcritic.bench.metrics.auc import MAX_MATRIX, auc, prepare_auc
from patchcritic.bench.metrics.cases import Case
from tests.bench.metrics.conftest import draw_cases


@pytest.mark.parametrize("n_clusters", [1, 7, MAX_MATRIX, MAX_MATRIX + 1])
@pytest.mark.parametrize("seed", range(20))
def test_auc_equals_scikit_learn(seed: int, n_clusters: int) -> None:
    cases = draw_cases(seed, n_clusters=n_clusters)
    expected = reference.roc_auc_score([c.truth for c in cases], [c.p for c in cases])

    assert auc(cases) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("n_clusters", [5, MAX_MATRIX + 10])
def test_both_ways_of_resampling_equal_scikit_learn(n_clusters: int) -> None:
    cases = draw_cases(8, n_clusters=n_clusters)
    weights = [number % 4 for number in range(n_clusters)]
    weights[0] = 1
    expected = reference.roc_auc_score(
        [c.truth for c in cases],
        [c.p for c in cases],
        sample_weight=[weights[c.cluster] for c in cases],
    )

    assert prepare_auc(cases, n_clusters)(weights)["auc"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize(
    ("cases", "expected"),
    [
        ([], None),
        ([Case(0.3, True, True), Case(0.9, True, True)], None),
        ([Case(0.3, True, False)], None),
        ([Case(None, True, True), Case(0.9, True, False)], None),
        ([Case(0.5, True, True), Case(0.5, True, False), Case(0.5, None, True)], 0.5),
        ([Case(0.9, True, False), Case(0.1, None, True)], 0.0),
    ],
)
def test_degenerate_cases(cases: list[Case], expected: float | None) -> None:
    assert auc(cases) == expected
