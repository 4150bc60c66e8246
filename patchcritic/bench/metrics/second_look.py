"""What a second look does to answers: keeps the right ones, mends the wrong ones, or neither.

After Confidence v. Critique (arXiv 2412.19513): with P(a) the probability that the first answer to
a question is right, and P(b|a), P(b|not a) that the second one is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isclose

from patchcritic.bench.metrics.cases import divide, read_truth
from patchcritic.domain import Label
from patchcritic.domain.benchmark import TestResult

FIRST, SECOND = "first look", "second look"
"""What the second-look critic calls its opinions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question asked twice; each probability is 0 or 1 when each look was taken once."""

    p_first: float
    """P(a)."""
    p_kept: float = 0.0
    """P(b|a); of no weight when the first answer is never right."""
    p_mended: float = 0.0
    """P(b|not a); of no weight when the first answer is always right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondLookRates:
    """The rates over all questions; None where nothing defines them."""

    n_questions: int
    cl: float | None
    """Confidence level: the share of right first answers that stay right."""
    cs: float | None
    """Critique score: the share of wrong first answers that become right."""
    acc1: float | None
    acc2: float | None
    rss: float | None
    """Relative self-correction: 0.5 when the second looks are as good as a fresh draw."""

    @property
    def is_worth_it(self) -> bool | None:
        """Whether the second answers are right more often than the first: CS / (1 - CL) >
        Acc1 / (1 - Acc1), multiplied out; None without a question."""
        if self.acc1 is None:
            return None
        gained = (1 - self.acc1) * (self.cs or 0.0)
        lost = self.acc1 * (1 - (1.0 if self.cl is None else self.cl))
        return gained > lost and not isclose(gained, lost)


def rate_second_looks(questions: Sequence[Question]) -> SecondLookRates:
    """CL, CS, Acc1, Acc2 and RSS of the questions.

    Acc2 = Acc1 * CL + (1 - Acc1) * CS, and RSS = (Acc2 - Acc1^2) / (2 * Acc1 * (1 - Acc1)).
    """
    right = sum(question.p_first for question in questions)
    wrong = sum(1 - question.p_first for question in questions)
    kept = sum(question.p_first * question.p_kept for question in questions)
    mended = sum((1 - question.p_first) * question.p_mended for question in questions)
    acc1, acc2 = divide(right, right + wrong), divide(kept + mended, right + wrong)
    rss = None
    if acc1 is not None and acc2 is not None and 0 < acc1 < 1:
        rss = (acc2 - acc1**2) / (2 * acc1 * (1 - acc1))
    return SecondLookRates(
        n_questions=len(questions),
        cl=divide(kept, right),
        cs=divide(mended, wrong),
        acc1=acc1,
        acc2=acc2,
        rss=rss,
    )


def find_questions(rows: Iterable[TestResult]) -> list[Question]:
    """The tests that were looked at twice, with both labels; a look that abstained is neither
    right nor wrong, so its test is left out."""
    questions = []
    for row in rows:
        truth = read_truth(row.status)
        labels = {opinion.by: opinion.label for opinion in row.opinions}
        first, second = labels.get(FIRST), labels.get(SECOND)
        if truth is None or first not in _SAYS or second not in _SAYS:
            continue
        is_first, is_second = _SAYS[first] is truth, float(_SAYS[second] is truth)
        questions.append(
            Question(p_first=float(is_first), p_kept=is_second * is_first)
            if is_first
            else Question(p_first=0.0, p_mended=is_second)
        )
    return questions


_SAYS: dict[Label | None, bool] = {Label.PASS: True, Label.FAIL: False}
