"""From an arm's rows to its profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from patchcritic.bench.calibrate.folds import make_folds, predict_held_out
from patchcritic.bench.calibrate.methods import find_methods
from patchcritic.bench.calibrate.patches import (
    PatchCase,
    fit_rho,
    fit_rule,
    make_patch_cases,
    score_cases,
)
from patchcritic.bench.calibrate.risk import RISKS, find_sure_band, find_threshold
from patchcritic.bench.calibrate.samples import Arm, digest_pairs, find_prompt_digest, is_answer
from patchcritic.bench.metrics import Case, auc, brier, ece, log_loss, read_truth
from patchcritic.domain.benchmark import TestResult
from patchcritic.errors import UsageProblem
from patchcritic.verdict.combine import NOISY_AND, RULES
from patchcritic.verdict.profile import Figures, Profile, RiskThreshold

BAND = (0.4, 0.6)
"""Chow's rule (1970): with true probabilities, abstaining where a label would be wrong in more
than two of five cases is best for whom an abstention costs two fifths of an error."""
MIN_PAIRS = 100


def fit_profile(arm: Arm, *, today: date, min_pairs: int = MIN_PAIRS) -> Profile:
    """The profile of the best method by cross-validated Brier score, the plainer of equals.

    Every figure and every threshold is of probabilities that were fitted on other folds; what is
    kept is then fitted on all rows.

    Raises:
        UsageProblem: too few labelled answers, all of one class, or of one submission.
    """
    labelled = arm.labelled
    _check(arm, labelled, min_pairs)
    folds = make_folds(labelled)
    answers = arm.answers
    held_out = {
        name: predict_held_out(fit, answers, folds) for name, fit in find_methods(labelled).items()
    }
    figures = {name: measure(answers, ps) for name, ps in held_out.items()}
    scores = {name: one.brier for name, one in figures.items() if one.brier is not None}
    method = min(scores, key=scores.__getitem__)
    places = [place for place, row in enumerate(arm.rows) if is_answer(row)]
    calibrated = dict(zip(places, held_out[method], strict=True))
    cases = make_patch_cases(arm, calibrated, folds, BAND)
    rho = fit_rho(cases)
    known = list(_make_cases(answers, held_out[method]))
    return Profile(
        model=arm.model,
        arm=arm.name,
        prompt_digest=find_prompt_digest(arm),
        dataset=arm.dataset,
        dataset_digest=digest_pairs(arm),
        n_pairs=len(labelled),
        n_patches=len(cases),
        repos=tuple(sorted({row.repo for row in labelled})),
        split=folds.unit,
        date=today.isoformat(),
        method=method,
        calibrator=find_methods(labelled)[method](labelled),
        before=figures["identity"],
        after=figures[method],
        candidates=scores,
        band=BAND,
        sure=find_sure_band([p for p, _ in known], [truth for _, truth in known]),
        rho=rho,
        logistic_rule=fit_rule(cases),
        thresholds=tuple(_find_thresholds(cases, rho)),
    )


def measure(rows: Sequence[TestResult], ps: Sequence[float]) -> Figures:
    """How good probabilities of the rows are, by those whose truth is known."""
    cases = [Case(p, None, truth) for p, truth in _make_cases(rows, ps)]
    return Figures(auc=auc(cases), ece=ece(cases), brier=brier(cases), log_loss=log_loss(cases))


def _make_cases(rows: Sequence[TestResult], ps: Sequence[float]) -> Iterator[tuple[float, bool]]:
    for row, p in zip(rows, ps, strict=True):
        truth = read_truth(row.status)
        if truth is not None:
            yield p, truth


def _find_thresholds(cases: Sequence[PatchCase], rho: float | None) -> Iterator[RiskThreshold]:
    for rule in RULES:
        if rule == NOISY_AND and rho is None:
            continue
        scores = score_cases(rule, cases, rho)
        if scores is None:
            continue
        scored: Mapping[bool, list[float]] = {True: [], False: []}
        for case, score in zip(cases, scores, strict=True):
            scored[case.is_right].append(score)
        for risk in RISKS:
            found = find_threshold(rule, scored[True], scored[False], risk)
            if found is not None:
                yield found


def _check(arm: Arm, labelled: Sequence[TestResult], min_pairs: int) -> None:
    truths = [bool(read_truth(row.status)) for row in labelled]
    if len(truths) < min_pairs:
        raise UsageProblem(
            f"the arm {arm.name!r} has {len(truths)} answers with a known outcome, and calibration "
            f"needs {min_pairs}; run it over more cases, or lower --min-pairs"
        )
    if len(set(truths)) < 2:
        what = "pass" if all(truths) else "fail"
        raise UsageProblem(
            f"all {len(truths)} tests that the arm {arm.name!r} answered {what}, which says "
            "nothing of the others; run it over cases of both kinds"
        )
