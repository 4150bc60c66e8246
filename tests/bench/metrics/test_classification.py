from __future__ import annotations

import pytest
from sklearn import metrics as reference

from patchcritic.bench.metrics.cases import Case, count_each_once
from patchcritic.bench.metrics.classification import (
    Confusion,
    compute_label_figures,
    count_confusion,
    describe_confusion,
    prepare_label_figures,
)
from tests.bench.metrics.conftest import draw_cases

SEEDS = range(40)


@pytest.mark.parametrize("seed", SEEDS)
def test_figures_equal_scikit_learn(seed: int) -> None:
    cases = draw_cases(seed)
    truth, said = [case.truth for case in cases], [bool(case.said) for case in cases]
    figures = compute_label_figures(count_confusion(cases))

    expected = {
        "accuracy": reference.accuracy_score(truth, said),
        "balanced_accuracy": reference.balanced_accuracy_score(truth, said),
        "recall_pass": reference.recall_score(truth, said),
        "precision_pass": reference.precision_score(truth, said),
        "f1_pass": reference.f1_score(truth, said),
        "tnr": reference.recall_score(truth, said, pos_label=False),
        "precision_fail": reference.precision_score(truth, said, pos_label=False),
        "f1_fail": reference.f1_score(truth, said, pos_label=False),
    }

    assert {name: figures[name] for name in expected} == pytest.approx(expected, abs=1e-9)


def test_abstentions_count_apart() -> None:
    said = [True, True, False, None, None, True]
    truth = [True, False, False, True, False, True]
    cases = [Case(0.5, one, other) for one, other in zip(said, truth, strict=True)]
    confusion = count_confusion(cases)
    figures = compute_label_figures(confusion)

    assert (figures["accuracy"], figures["tnr"]) == (0.75, 0.5)
    assert figures["abstention"] == pytest.approx(2 / 6)
    assert figures["coverage"] == pytest.approx(4 / 6)
    assert figures["share_passing"] == 0.5
    assert describe_confusion(confusion, unsaid="uncertain") == {
        "passed/pass": 2,
        "failed/pass": 1,
        "failed/fail": 1,
        "passed/fail": 0,
        "passed/uncertain": 1,
        "failed/uncertain": 1,
    }


@pytest.mark.parametrize(
    ("confusion", "known"),
    [
        (Confusion(), {}),
        (
            Confusion(unsaid_passing=2, unsaid_failing=2),
            {"abstention": 1, "coverage": 0, "share_passing": 0.5},
        ),
        (
            Confusion(tp=3),
            {
                "accuracy": 1,
                "precision_pass": 1,
                "recall_pass": 1,
                "f1_pass": 1,
                "abstention": 0,
                "coverage": 1,
                "share_passing": 1,
            },
        ),
        (
            Confusion(fp=2),
            {
                "accuracy": 0,
                "precision_pass": 0,
                "f1_pass": 0,
                "f1_fail": 0,
                "tnr": 0,
                "abstention": 0,
                "coverage": 1,
                "share_passing": 0,
            },
        ),
    ],
)
def test_what_is_not_defined_is_none(confusion: Confusion, known: dict[str, float]) -> None:
    figures = compute_label_figures(confusion)

    assert {name: value for name, value in figures.items() if value is not None} == known


def test_weights_count_clusters_as_often_as_they_say() -> None:
    cases = draw_cases(3, n_clusters=4)
    measure = prepare_label_figures(cases, 4)
    repeated = [case for case in cases for _ in range([2, 0, 1, 3][case.cluster])]

    assert measure(count_each_once(cases)) == compute_label_figures(count_confusion(cases))
    assert measure([2, 0, 1, 3]) == compute_label_figures(count_confusion(repeated))
