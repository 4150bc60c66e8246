"""Whole patches: what the rules say of them, and how tests hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from patchcritic.bench.calibrate.folds import Folds
from patchcritic.bench.calibrate.logistic import fit_logistic
from patchcritic.bench.calibrate.samples import Arm, is_answer, patch_of
from patchcritic.bench.metrics import read_truth
from patchcritic.domain import Label
from patchcritic.domain.benchmark import TestResult
from patchcritic.verdict.apply import choose_label
from patchcritic.verdict.combine import (
    LOGISTIC,
    PATCH_TERMS,
    RULES,
    Learnt,
    Vote,
    describe_votes,
    take_noisy_and,
)
from patchcritic.verdict.logistic import Logistic

MIN_GROUPS = 30
"""Test files with two judged tests or more, below which their correlation is not fitted."""
MIN_CLASS = 10
"""Right and wrong patches each, below which no rule is fitted on them."""
_GRID = 100
_MIN_P = 1e-6
NEVER = -1.0
"""The score of a patch that no threshold accepts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchCase:
    """One patch with calibrated votes, and whether it is right."""

    votes: tuple[Vote, ...]
    truths: tuple[bool | None, ...]
    """Per vote whether the test passed."""
    n_gaps: int
    is_right: bool
    fold: int

    @property
    def share_judged(self) -> float:
        """Of its tests, those with a vote."""
        return len(self.votes) / max(1, len(self.votes) + self.n_gaps)


def make_patch_cases(
    arm: Arm,
    calibrated: Mapping[int, float],
    folds: Folds,
    band: tuple[float, float],
) -> list[PatchCase]:
    """The patches of an arm of which it is known whether they are right; ``calibrated`` is the
    probability of every answer by its place among the arm's rows."""
    places = defaultdict(list)
    for place, row in enumerate(arm.rows):
        places[patch_of(row)].append(place)
    cases = []
    for key, own in places.items():
        rows = [arm.rows[place] for place in own]
        is_right = arm.resolved.get(key, _infer(rows))
        if is_right is None:
            continue
        ps = [calibrated.get(place, arm.rows[place].p_pass) for place in own]
        judged = [
            (Vote(p, row.node_id.partition("::")[0], row.decided_by != "critic"), row)
            for row, p in zip(rows, ps, strict=True)
            if not _is_gap(row, p, band)
        ]
        cases.append(
            PatchCase(
                votes=tuple(vote for vote, _ in judged),
                truths=tuple(read_truth(row.status) for _, row in judged),
                n_gaps=len(rows) - len(judged),
                is_right=is_right,
                fold=folds.find(rows[0]),
            )
        )
    return cases


def _infer(rows: Sequence[TestResult]) -> bool | None:
    """Whether all tests pass; None when none is known to fail and not all are known."""
    truths = [read_truth(row.status) for row in rows]
    if False in truths:
        return False
    return None if None in truths else True


def _is_gap(row: TestResult, p: float, band: tuple[float, float]) -> bool:
    if row.label is Label.ABSTAIN:
        return True
    return is_answer(row) and choose_label(p, band) is Label.ABSTAIN


def fit_rho(cases: Sequence[PatchCase]) -> float | None:
    """The correlation under which whole files of tests pass as often as they do: the likeliest
    on a grid of 0.01; None when too few files have two tests or more."""
    groups = []
    for case in cases:
        own = defaultdict(list)
        for vote, truth in zip(case.votes, case.truths, strict=True):
            own[vote.group].append((vote, truth))
        for members in own.values():
            votes, truths = zip(*members, strict=True)
            if len(votes) > 1 and None not in truths:
                groups.append((take_noisy_and(votes, 0), take_noisy_and(votes, 1), all(truths)))
    if len(groups) < MIN_GROUPS:
        return None

    def measure(rho: float) -> float:
        total = 0.0
        for alone, together, has_passed in groups:
            p = min(max(alone + rho * (together - alone), _MIN_P), 1 - _MIN_P)
            total += log(p if has_passed else 1 - p)
        return total

    return max((step / _GRID for step in range(_GRID + 1)), key=measure)


def fit_rule(cases: Sequence[PatchCase]) -> Logistic | None:
    """The coefficients of the rule ``logistic``; None when too few patches are right or wrong."""
    judged = [case for case in cases if case.votes]
    n_right = sum(case.is_right for case in judged)
    if min(n_right, len(judged) - n_right) < MIN_CLASS:
        return None
    return fit_logistic(
        [describe_votes(case.votes, case.share_judged) for case in judged],
        [case.is_right for case in judged],
        PATCH_TERMS,
        rising=("p_min", "p_mean", "share_judged"),
    )


def score_cases(rule: str, cases: Sequence[PatchCase], rho: float | None) -> list[float] | None:
    """What a rule makes of every patch, ``NEVER`` where a test was not judged; ``logistic`` as
    fitted without the patch's fold. None when the rule was not fitted."""
    learnt: dict[int, Learnt] = {}
    for fold in {case.fold for case in cases}:
        others = [case for case in cases if case.fold != fold]
        model = fit_rule(others) if rule == LOGISTIC else None
        if rule == LOGISTIC and model is None:
            return None
        learnt[fold] = Learnt(rho, model)
    return [
        NEVER if case.n_gaps or not case.votes else RULES[rule](case.votes, 1.0, learnt[case.fold])
        for case in cases
    ]
