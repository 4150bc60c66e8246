from __future__ import annotations

import pytest

from patchcritic.bench.calibrate.folds import MAX_FOLDS, OUTSIDE, make_folds, predict_held_out
from patchcritic.bench.calibrate.methods import fit_platt
from patchcritic.domain import TestStatus
from patchcritic.errors import UsageProblem
from tests.bench.calibrate.conftest import make_row


def test_a_repository_is_never_split() -> None:
    rows = [make_row(0.5, repo=f"o/r{number}") for number in range(25) for _ in range(number + 1)]

    folds = make_folds(rows)

    assert folds.unit == "repository"
    assert set(folds.numbers.values()) == set(range(MAX_FOLDS))
    sizes = [sum(folds.find(row) == fold for row in rows) for fold in range(MAX_FOLDS)]
    assert max(sizes) - min(sizes) <= 5


def test_of_one_repository_the_submissions_are_kept_together() -> None:
    rows = [make_row(0.5, submission=name) for name in ("a", "a", "b")]

    folds = make_folds(rows)

    assert folds.unit == "submission"
    assert folds.find(rows[0]) == folds.find(rows[1]) != folds.find(rows[2])
    assert folds.find(make_row(0.5, submission="c")) == OUTSIDE


def test_one_submission_cannot_be_held_out_from_itself() -> None:
    with pytest.raises(UsageProblem, match="two submissions or more"):
        make_folds([make_row(0.5), make_row(0.6)])


def test_no_row_is_calibrated_by_a_fit_that_saw_its_repository() -> None:
    # what each repository's score means is the other way round in the other one
    rows = [
        make_row(p, TestStatus.PASSED if (p > 0.5) is (repo == "o/a") else TestStatus.FAILED,
                 repo=repo)
        for repo in ("o/a", "o/b")
        for p in (0.1, 0.2, 0.8, 0.9) * 10
    ]  # fmt: skip
    unknown = make_row(0.9, None, repo="o/a")

    ps = predict_held_out(fit_platt, [*rows, unknown], make_folds(rows))

    # of o/b alone a high score means failing, which is not believed: its rate remains
    assert ps[:40] == pytest.approx([0.5] * 40)
    assert ps[-1] == pytest.approx(0.5)
    assert min(ps[42], ps[43]) > 0.8 > 0.2 > max(ps[40], ps[41])
