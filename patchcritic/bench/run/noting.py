"""What a critic was asked, noted on the way: calibration learns from it."""

from __future__ import annotations

from dataclasses import dataclass, field

from patchcritic.critics.static import static_p_pass
from patchcritic.domain import Critic, CriticFailure, CriticRequest, NodeId, Prediction
from patchcritic.prompts import DEFAULT_PROMPT
from patchcritic.verdict import measure_request


@dataclass(slots=True)
class NotingCritic:
    """Asks another critic, and keeps the measures of every request.

    With ``keeps_open`` the other one is not closed with it, so that a model stays loaded from one
    patch to the next.
    """

    inner: Critic
    keeps_open: bool
    notes_prior: bool = False
    """Whether to note the static prior too, which calibration may put beside a model's answer."""
    noted: dict[NodeId, dict[str, float]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The inner critic's."""
        return self.inner.name

    @property
    def fingerprint(self) -> str:
        """The inner critic's."""
        return self.inner.fingerprint

    @property
    def prompt(self) -> str:
        """The inner critic's prompt."""
        return str(getattr(self.inner, "prompt", DEFAULT_PROMPT))

    @property
    def preferred_budget(self) -> int | None:
        """The context that the inner critic prefers, in tokens."""
        budget: int | None = getattr(self.inner, "preferred_budget", None)
        return budget

    @property
    def sees_images(self) -> bool:
        """Whether the inner critic can be shown images."""
        return bool(getattr(self.inner, "sees_images", False))

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Ask, and note what about."""
        p_static = static_p_pass(request) if self.notes_prior else None
        prior = {} if p_static is None else {"p_static": p_static}
        plain_id = request.association.node_id if request.association else request.test.node_id
        self.noted[plain_id] = {**measure_request(request), **prior}
        return await self.inner.judge(request)

    async def close(self) -> None:
        """Close the inner critic unless it is kept."""
        if not self.keeps_open:
            await self.inner.close()
