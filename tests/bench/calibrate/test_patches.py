from __future__ import annotations

from random import Random
from typing import Any

import pytest

from patchcritic.bench.calibrate.folds import Folds
from patchcritic.bench.calibrate.patches import (
    NEVER,
    PatchCase,
    fit_rho,
    fit_rule,
    make_patch_cases,
    score_cases,
)
from patchcritic.bench.calibrate.samples import Arm
from patchcritic.domain import Label, TestStatus
from patchcritic.domain.benchmark import TestResult
from patchcritic.verdict.combine import Vote
from tests.bench.calibrate.conftest import make_row

FOLDS = Folds(unit="repository", numbers={"o/r": 0})
PASSED, FAILED = TestStatus.PASSED, TestStatus.FAILED


def make_cases(*rows: TestResult, **resolved: bool) -> list[PatchCase]:
    known = {("o__r-1", name): is_right for name, is_right in resolved.items()}
    arm = Arm(name="m", dataset="d", rows=rows, resolved=known)
    calibrated = {place: row.p_raw / 2 for place, row in enumerate(rows)}
    return make_patch_cases(arm, calibrated, FOLDS, (0.35, 0.4))


def make_case(ps: list[float], *, is_right: bool = True, **more: Any) -> PatchCase:
    values: dict[str, Any] = {"truths": (True,) * len(ps), "n_gaps": 0, "fold": 0, **more}
    votes = tuple(Vote(p, "t.py", False) for p in ps)
    return PatchCase(votes=votes, is_right=is_right, **values)


@pytest.mark.parametrize(
    ("statuses", "resolved", "expected"),
    [
        pytest.param([PASSED, PASSED], {}, True, id="all pass"),
        pytest.param([PASSED, FAILED], {}, False, id="one fails"),
        pytest.param([None, FAILED], {}, False, id="one is known to fail"),
        pytest.param([PASSED, None], {}, None, id="not all are known"),
        pytest.param([PASSED, None], {"s1": True}, True, id="the run knows better"),
        pytest.param([PASSED, PASSED], {"s1": False}, False, id="another test fails"),
    ],
)
def test_whether_a_patch_is_right(
    statuses: list[TestStatus | None], resolved: dict[str, bool], expected: bool | None
) -> None:
    cases = make_cases(*(make_row(0.9, status) for status in statuses), **resolved)

    assert [case.is_right for case in cases] == ([] if expected is None else [expected])


def test_votes_are_calibrated_and_gaps_are_counted() -> None:
    (case,) = make_cases(
        make_row(1.0, node_id="a.py::one"),
        make_row(0.75, node_id="a.py::in_the_band"),
        make_row(0.9, node_id="b.py::abstains", label=Label.ABSTAIN),
        make_row(0.2, FAILED, node_id="b.py::two"),
    )

    assert case.votes == (Vote(0.5, "a.py", False), Vote(0.1, "b.py", False))
    assert case.truths == (True, False)
    assert (case.n_gaps, case.share_judged, case.is_right) == (2, 0.5, False)


def draw_patches(rho: float, *, n: int = 1500) -> list[PatchCase]:
    random = Random(int(100 * rho))
    cases = []
    for _ in range(n):
        ps = [random.uniform(0.4, 0.95) for _ in range(4)]
        shared = random.random() if random.random() < rho else None
        truths = tuple((random.random() if shared is None else shared) < p for p in ps)
        cases.append(make_case(ps, is_right=all(truths), truths=truths))
    return cases


@pytest.mark.parametrize("rho", [0.0, 0.5, 1.0])
def test_the_correlation_that_was_drawn_is_found(rho: float) -> None:
    assert fit_rho(draw_patches(rho)) == pytest.approx(rho, abs=0.08)


def test_too_few_files_tell_no_correlation() -> None:
    assert fit_rho(draw_patches(0.5, n=29)) is None
    assert fit_rho([make_case([0.5])] * 100) is None
    assert fit_rho([make_case([0.5, 0.6], truths=(True, None))] * 100) is None


def test_the_fitted_rule_rises_with_every_test() -> None:
    model = fit_rule(draw_patches(0.5))

    assert model is not None
    assert all(term.weight >= 0 for term in model.terms if term.name in ("p_min", "p_mean"))
    assert fit_rule(draw_patches(0.5, n=12)) is None


def test_scores() -> None:
    cases = [make_case([0.9, 0.5]), make_case([0.9], n_gaps=1), make_case([])]

    assert score_cases("strict-and", cases, None) == [0.5, NEVER, NEVER]
    assert score_cases("noisy-and", cases, 0.5) == [pytest.approx(0.475), NEVER, NEVER]
    assert score_cases("logistic", cases, None) is None


def test_the_fitted_rule_never_saw_the_patch_it_scores() -> None:
    # in each fold high scores are right; which fold it is does not matter then
    cases = [
        make_case([p], is_right=p > 0.5, fold=fold)
        for fold in (0, 1)
        for p in (0.2, 0.3, 0.8, 0.9) * 10
    ]
    turned = [case for case in cases if case.fold == 0]
    turned += [make_case([v.votes[0].p], is_right=not v.is_right, fold=1) for v in cases[40:]]

    scores = score_cases("logistic", turned, None)

    assert scores is not None
    # fitted on fold 0 alone, fold 1 is scored by what holds there
    assert max(scores[40:42]) < 0.2 < 0.8 < min(scores[42:44])
    # what holds in fold 1 is not believed at all, and the rate remains
    assert scores[:4] == pytest.approx([0.5] * 4)
