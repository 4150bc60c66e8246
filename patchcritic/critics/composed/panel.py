"""A critic that asks several with different eyes, and lets them hear each other once."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace

from patchcritic.critics.composed.opinions import (
    Outcome,
    account_for,
    find_answers,
    find_majority,
    fold_answers,
    join_failures,
    mean_p,
    record_opinion,
    record_opinions,
)
from patchcritic.critics.composed.wrapping import Composite, ask_together, digest_angles
from patchcritic.domain import (
    Critic,
    CriticFailure,
    CriticRequest,
    Label,
    Prediction,
)

ROLES = ("control_flow", "data_and_types", "exceptions_and_io", "fixtures_and_mocks")
"""Sections of ``prompts/angles.md``."""
QUORUM = 0.75
"""The share of all roles that must agree: 3 of the 4, since 2 of 4 is no majority and 3 leave
one role free to be wrong about what it does not look at."""


class Panel(Composite):
    """Judges by role-diverse answers of one critic (after arXiv 2501.05707).

    Round one asks each role alone. When all that answer agree, and they are enough, that is the
    answer; else round two shows each what the others said. A role that fails in round two keeps
    its answer of round one. It abstains unless three quarters of all roles agree.
    """

    def __init__(self, inner: Critic, roles: tuple[str, ...] = ROLES) -> None:
        super().__init__(inner, n_asks=2 * len(roles), roles=roles, angles=digest_angles())
        self._inner = inner
        self._roles = roles
        self._n_needed = math.ceil(QUORUM * len(roles))

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome; a failure when no role answers or a call was not sent.

        Raises ``ModelUnavailable`` when no call can succeed.
        """
        first = await self._hold_round(request, {})
        outcomes = list(first.values())
        if failure := join_failures(outcomes):
            return failure
        answers = find_answers(first)
        opinions = record_opinions(answers, ", round 1")
        if not self._is_unanimous(answers.values()):
            second = await self._hold_round(request, answers)
            outcomes += second.values()
            if failure := join_failures(outcomes):
                return failure
            opinions += record_opinions(find_answers(second), ", round 2")
            answers |= find_answers(second)
        folded = fold_answers(
            answers,
            find_majority(answers.values(), n_needed=self._n_needed),
            p=mean_p(tuple(answers.values())),
            n_asked=len(self._roles),
        )
        return account_for(folded, outcomes, opinions)

    async def _hold_round(
        self, request: CriticRequest, heard: Mapping[str, Prediction]
    ) -> dict[str, Outcome]:
        """Ask every role, showing it what the others said before; by the roles' shown names."""
        said = {by: record_opinion(by, answer)[0] for by, answer in heard.items()}
        requests = [
            replace(
                request,
                angle=role,
                earlier=tuple(opinion for by, opinion in said.items() if by != _show(role)),
            )
            for role in self._roles
        ]
        outcomes = await ask_together(self._inner, requests)
        return dict(zip(map(_show, self._roles), outcomes, strict=True))

    def _is_unanimous(self, answers: Collection[Prediction]) -> bool:
        """Whether enough roles answered and all say PASS, or all say FAIL: then a second round
        would only cost tokens."""
        labels = {answer.label for answer in answers}
        return len(answers) >= self._n_needed and labels in ({Label.PASS}, {Label.FAIL})


def _show(role: str) -> str:
    return role.replace("_", " ")
