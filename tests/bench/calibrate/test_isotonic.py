from __future__ import annotations

from random import Random

import numpy as np
import pytest
from sklearn.isotonic import IsotonicRegression

from patchcritic.bench.calibrate.isotonic import fit_isotonic, pool
from patchcritic.verdict.calibration import Isotonic


@pytest.mark.parametrize("seed", range(12))
def test_steps_equal_scikit_learn(seed: int) -> None:
    random = Random(seed)
    digits = random.choice([1, 2, 12])
    p = [round(random.random(), digits) for _ in range(random.randint(1, 120))]
    truths = [random.random() < one for one in p]
    reference = IsotonicRegression(out_of_bounds="clip").fit(p, truths)

    points = list(pool(p, truths))
    ours = Isotonic(x=tuple(x for x, _ in points), y=tuple(y for _, y in points))

    asked = np.linspace(0, 1, 57)
    expected = reference.predict(asked)
    assert [ours.apply(x, {}) for x in asked] == pytest.approx(list(expected), abs=1e-9)


def test_violators_are_pooled_by_hand() -> None:
    # 0.2 passes and 0.3 fails: together one half; 0.1 fails below them, 0.9 passes above
    points = list(pool([0.1, 0.2, 0.3, 0.9], [False, True, False, True]))

    assert points == [(0.1, 0.0), (0.2, 0.5), (0.3, 0.5), (0.9, 1.0)]


def test_no_finite_sample_makes_certain() -> None:
    fitted = fit_isotonic([0.1, 0.9], [False, True])

    assert fitted.y == (0.25, 0.75)
