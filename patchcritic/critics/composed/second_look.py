"""A critic that is asked twice, and counts only where it says the same again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from patchcritic.critics.composed.opinions import (
    Outcome,
    account_for,
    find_answers,
    find_majority,
    fold_answers,
    join_failures,
    leave_unconfirmed,
    mean_p,
    record_opinion,
    record_opinions,
)
from patchcritic.critics.composed.wrapping import Composite, ask_together, digest_angles
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction

FIRST, SECOND = "first look", "second look"
ANGLE = "second_look"
"""The section of ``prompts/angles.md`` that the second question is put with."""


class SecondLook(Composite):
    """Asks, and asks again under another angle: at the same time, or with the first answer shown.

    Where both looks have one label it stands, with the mean ``p_pass``; where they differ, it
    abstains. Both are recorded as they were, since the rates of Confidence v. Critique
    (arXiv 2412.19513) are computed from them.
    """

    def __init__(self, inner: Critic, is_shown: bool) -> None:
        super().__init__(inner, n_asks=2, is_shown=is_shown, angles=digest_angles())
        self._inner = inner
        self._is_shown = is_shown

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome; a failure when neither look is an answer, when there is none
        to be shown, or when a call was not sent.

        A look that the other cannot confirm, since that failed, is an abstention with its
        ``p_pass``. Raises ``ModelUnavailable`` when no call can succeed.
        """
        again = replace(request, angle=ANGLE)
        if not self._is_shown:
            first, second = await ask_together(self._inner, [request, again])
            return _compare({FIRST: first, SECOND: second})
        first = await self._inner.judge(request)
        if isinstance(first, CriticFailure):
            return first
        again = replace(again, earlier=record_opinion(FIRST, first)[:1])
        return _compare({FIRST: first, SECOND: await self._inner.judge(again)})


def _compare(looks: Mapping[str, Outcome]) -> Prediction | CriticFailure:
    outcomes = tuple(looks.values())
    if failure := join_failures(outcomes):
        return failure
    answers = find_answers(looks)
    for by, outcome in looks.items():
        if isinstance(outcome, CriticFailure):
            folded = leave_unconfirmed(answers, by, outcome)
            break
    else:
        both = tuple(answers.values())
        majority = find_majority(both, n_needed=2)
        folded = fold_answers(answers, majority, p=mean_p(both), n_asked=2)
    return account_for(folded, outcomes, record_opinions(answers))
