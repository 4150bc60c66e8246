"""A critic that asks the cheapest first, and a stronger one only where that is not enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from patchcritic.critics.composed.opinions import (
    UNSENT,
    Outcome,
    account_for,
    find_answers,
    join_failures,
    leave_unconfirmed,
    record_opinions,
    speaks_against,
)
from patchcritic.critics.composed.wrapping import Composite
from patchcritic.domain import Critic, CriticFailure, CriticRequest, Label, Prediction

FLOOR = 0.3
"""How far from 0.5 a ``p_pass`` must lie to count as sure: 0.2 and less, 0.8 and more."""


class Cascade(Composite):
    """Asks its levels in turn until one is sure; ``Prediction.critic`` names that level.

    An abstention, a failure or an unsure answer goes to the next level, which is not told of it;
    what the last level says stands. Where nothing was sent, since the budget is spent or the call
    was exported, no further level is asked. The earlier levels' answers are recorded as opinions.
    """

    def __init__(self, levels: tuple[tuple[str, Critic], ...], floor: float = FLOOR) -> None:
        """``levels``: name and critic, the cheapest first; ``floor``: 0..0.5, how far a ``p_pass``
        must lie from even odds to be sure, where a level is not calibrated."""
        names = [name for name, _ in levels]
        super().__init__(*(critic for _, critic in levels), levels=names, floor=floor)
        self._levels = levels
        self._floor = floor

    @property
    def name(self) -> str:
        """The levels' names with commas between them, as typed."""
        return ",".join(name for name, _ in self._levels)

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome; a failure when no level answers or a call was not sent.

        When the last level fails, the answer of the strongest one before it is unconfirmed: an
        abstention with its ``p_pass``. Raises ``ModelUnavailable`` when a level cannot be asked at
        all: who asked for two models is told that there is one.
        """
        asked: dict[str, Outcome] = {}
        for name, critic in self._levels:
            outcome = await critic.judge(request)
            asked[name] = outcome
            if isinstance(outcome, CriticFailure):
                if outcome.kind in UNSENT:
                    break
            elif is_sure(outcome, _find_band(critic, self._floor)):
                break
        return _settle(asked)


def _find_band(critic: Critic, floor: float) -> tuple[float, float] | None:
    """Outside of it a ``p_pass`` is sure: measured for a calibrated critic, else by the floor; None
    when no answer of that critic is."""
    band: tuple[float, float] | None = getattr(critic, "sure_band", (0.5 - floor, 0.5 + floor))
    return band


def is_sure(prediction: Prediction, band: tuple[float, float] | None) -> bool:
    """Whether an answer needs no stronger critic: it is PASS or FAIL, its citations hold, and its
    ``p_pass`` is on its label's side and not inside the band."""
    if band is None or prediction.label is Label.ABSTAIN or prediction.problems:
        return False
    if speaks_against(prediction.p_pass, prediction.label):
        return False
    p_pass = round(prediction.p_pass, 9)
    return p_pass <= round(band[0], 9) or p_pass >= round(band[1], 9)


def _settle(asked: Mapping[str, Outcome]) -> Prediction | CriticFailure:
    """What the last of the levels asked says, with what all of them took."""
    outcomes = tuple(asked.values())
    if failure := join_failures(outcomes):
        return failure
    answers = find_answers(asked)
    last, outcome = list(asked.items())[-1]
    name = list(answers)[-1]
    if isinstance(outcome, CriticFailure):
        opinions = record_opinions(answers)
        outcome = leave_unconfirmed(answers, last, outcome)
    else:
        del answers[name]
        opinions = (*record_opinions(answers), *outcome.opinions)
    return account_for(replace(outcome, critic=name), outcomes, opinions)
