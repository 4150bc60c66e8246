"""What a critic was asked, noted on the way: features for calibration, and how many asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patchcritic.domain import (
    Association,
    ChangedSymbol,
    Critic,
    CriticFailure,
    CriticRequest,
    NodeId,
    Prediction,
    TestCase,
)
from patchcritic.prompts import DEFAULT_PROMPT


@dataclass(slots=True)
class NotingCritic:
    """Asks another critic, and keeps the measures of every request.

    With ``keeps_open`` the other one is not closed with it, so that a model stays loaded from one
    patch to the next.
    """

    inner: Critic
    keeps_open: bool
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
        self.noted[request.test.node_id] = {
            "n_tokens": float(request.context.n_tokens),
            "n_dropped": float(len(request.context.dropped)),
            "n_facts": float(len(request.facts)),
        }
        return await self.inner.judge(request)

    async def close(self) -> None:
        """Close the inner critic unless it is kept."""
        if not self.keeps_open:
            await self.inner.close()


def measure_answer(answer: Prediction | CriticFailure) -> Mapping[str, float]:
    """Features of an answer by name."""
    if isinstance(answer, CriticFailure):
        return {"is_failure": 1.0}
    steps = answer.trace
    return {
        "n_problems": float(len(answer.problems)),
        "n_signs": float(len(answer.signs)),
        "n_citations": float(len(answer.citations)),
        "n_steps": float(len(steps)),
        "n_holds_no": float(sum(step.holds == "no" for step in steps)),
    }


def measure_test(
    test: TestCase, association: Association, changed: tuple[ChangedSymbol, ...]
) -> Mapping[str, float]:
    """Features of a test and its place beside the change, by name."""
    return {
        "test_lines": float(test.span.end - test.span.start + 1),
        "is_parametrized": float(test.is_parametrized),
        "distance": float(association.distance),
        "score": association.score,
        "n_changed": float(sum(not symbol.is_cosmetic for symbol in changed)),
    }
