"""A critic whose answers are calibrated."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from patchcritic.domain import Critic, CriticFailure, CriticRequest, Prediction
from patchcritic.verdict.apply import apply_profile
from patchcritic.verdict.features import features_of
from patchcritic.verdict.profile import Profile

Prior = Callable[[CriticRequest], float | None]
"""The model-free probability that a test passes; None where it knows nothing."""


class CalibratedCritic:
    """Asks another critic and reads its answers by a profile; what that one has beside the
    protocol (its prompt, budget, price) is passed on.

    An answer that another model than the profile's gave, such as a cheaper level of a cascade, is
    left as it is.
    """

    def __init__(self, inner: Critic, profile: Profile, prior: Prior | None = None) -> None:
        """``prior`` is asked only when the profile was fitted with one."""
        self._inner = inner
        self._profile = profile
        self._prior = prior if profile.calibrator.uses("p_static") else None

    @property
    def name(self) -> str:
        """The inner critic's."""
        return self._inner.name

    @property
    def fingerprint(self) -> str:
        """The inner critic's, and what the profile was fitted on and how."""
        parts = (self._inner.fingerprint, self._profile.dataset_digest, self._profile.method)
        return json.dumps(["calibrated", *parts])

    @property
    def sure_band(self) -> tuple[float, float] | None:
        """Outside these a calibrated ``p_pass`` needs no stronger critic; None when none does."""
        return self._profile.sure

    def __getattr__(self, name: str) -> Any:
        """What else the inner critic has, such as ``preferred_budget``."""
        return getattr(self._inner, name)

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Ask, and calibrate what is a prediction. Raises as the inner critic does."""
        outcome = await self._inner.judge(request)
        if isinstance(outcome, CriticFailure) or outcome.critic != self._profile.model:
            return outcome
        p_static = None if self._prior is None else self._prior(request)
        features = features_of(request, outcome, p_static=p_static)
        return apply_profile(outcome, features, self._profile)

    async def close(self) -> None:
        """Close the inner critic."""
        await self._inner.close()
