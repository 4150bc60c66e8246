"""A critic that is asked twice, and counts only where it says the same again."""

from __future__ import annotations

from dataclasses import replace

from patchcritic.critics.opinions import (
    abstain,
    account_for,
    find_majority,
    fold_answers,
    join_failures,
    mean_p,
    record_opinion,
)
from patchcritic.critics.wrapping import Composite, digest_angles
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction

FIRST, SECOND = "first look", "second look"
ANGLE = "second_look"
"""The section of ``prompts/angles.md`` that the second question is put with."""


class SecondLook(Composite):
    """Asks, then asks again under another angle, its first answer shown or not.

    Where both looks have one label it stands, with the mean ``p_pass``; where they differ, it
    abstains. Both are recorded as they were, since the rates of Confidence v. Critique
    (arXiv 2412.19513) are computed from them.
    """

    def __init__(self, inner: Critic, is_shown: bool) -> None:
        super().__init__(inner, n_asks=2, is_shown=is_shown, angles=digest_angles())
        self._inner = inner
        self._is_shown = is_shown

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome; a failure when the first look is one or the budget is spent.

        When only the second look fails, the first is unconfirmed: an abstention with its
        ``p_pass``. Raises ``ModelUnavailable`` when no call can succeed.
        """
        first = await self._inner.judge(request)
        if isinstance(first, CriticFailure):
            return first
        opinions = record_opinion(FIRST, first)
        earlier = opinions[:1] if self._is_shown else ()
        second = await self._inner.judge(replace(request, angle=ANGLE, earlier=earlier))
        if failure := join_failures((first, second)):
            return failure
        if isinstance(second, CriticFailure):
            why = f"There is no second look: {second.message}"
            text = f"{why}\n{FIRST}: {first.label.value}. {first.rationale}".rstrip()
            unconfirmed = abstain(first, p=(first.p_pass, first.p_source), rationale=text)
            return account_for(unconfirmed, (first, second), opinions)
        looks = {FIRST: first, SECOND: second}
        both = (first, second)
        majority = find_majority(both, n_needed=2)
        folded = fold_answers(looks, majority, p=mean_p(both), n_asked=2)
        return account_for(folded, both, (*opinions, *record_opinion(SECOND, second)))
