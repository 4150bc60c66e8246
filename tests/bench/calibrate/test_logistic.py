from __future__ import annotations

from math import log
from random import Random

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from patchcritic.bench.calibrate.logistic import fit_logistic
from patchcritic.verdict.odds import logit, sigmoid


def draw(seed: int) -> tuple[list[dict[str, float]], list[bool]]:
    random = Random(seed)
    values, truths = [], []
    for _ in range(300):
        p = random.uniform(0.02, 0.98)
        values.append({"p_raw": p, "n": float(random.randint(0, 50))})
        truths.append(random.random() < sigmoid(0.5 * logit(p) + 0.3))
    return values, truths


def test_platt_scaling_equals_scikit_learn() -> None:
    values, truths = draw(0)
    odds = np.array([[logit(one["p_raw"])] for one in values])
    odds = (odds - odds.mean()) / odds.std()
    reference = LogisticRegression(C=1.0, tol=1e-12).fit(odds, truths)

    fitted = fit_logistic(values, truths, {"p_raw": "logit"})

    expected = reference.predict_proba(odds)[:, 1]
    assert [fitted.predict(one) for one in values] == pytest.approx(list(expected), abs=1e-6)


def test_a_score_that_orders_the_wrong_way_round_is_not_believed() -> None:
    values, truths = draw(1)
    upside_down = [{**one, "p_raw": 1 - one["p_raw"]} for one in values]

    free = fit_logistic(upside_down, truths, {"p_raw": "logit"})
    held = fit_logistic(upside_down, truths, {"p_raw": "logit", "n": "log1p"}, rising=["p_raw"])

    assert free.terms[0].weight < 0
    assert [term.name for term in held.terms] == ["n"]


def test_a_missing_number_counts_as_the_mean() -> None:
    values, truths = draw(2)
    gaps = [one if number % 3 else {"n": one["n"]} for number, one in enumerate(values)]

    fitted = fit_logistic(gaps, truths, {"p_raw": "logit", "n": "log1p"})

    (term,) = (term for term in fitted.terms if term.name == "p_raw")
    present = [logit(one["p_raw"]) for one in gaps if "p_raw" in one]
    assert term.mean == pytest.approx(sum(present) / len(present))
    assert fitted.predict({}) == pytest.approx(sigmoid(fitted.intercept))


def test_a_number_that_never_differs_is_left_out() -> None:
    values = [{"p_raw": p, "n": 3.0} for p in (0.1, 0.2, 0.8, 0.9)]

    fitted = fit_logistic(values, [False, True, False, True], {"p_raw": "logit", "n": "log1p"})

    assert [term.name for term in fitted.terms] == ["p_raw"]


@pytest.mark.parametrize(("truth", "odds"), [(True, 5.0), (False, 0.2)])
def test_of_one_class_only_the_rate_is_learnt(truth: bool, odds: float) -> None:
    fitted = fit_logistic([{"p_raw": 0.5}] * 4, [truth] * 4, {"p_raw": "logit"})

    assert fitted.intercept == pytest.approx(log(odds))
    assert not fitted.terms
