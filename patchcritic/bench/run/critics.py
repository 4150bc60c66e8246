"""The arms' critics: which of them stay loaded, and what they may still spend."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from patchcritic.bench.run.noting import NotingCritic
from patchcritic.bench.run.nouns import Arm, MakeCritic
from patchcritic.critics.names import kind_of
from patchcritic.domain import Critic, Usage


@dataclass(slots=True)
class Wallet:
    """The money of a run that has one worker."""

    max_usd: float | None = None
    spent_usd: float = 0.0

    @property
    def left_usd(self) -> float | None:
        """What may still be spent; None when nothing bounds it."""
        return None if self.max_usd is None else max(0.0, self.max_usd - self.spent_usd)

    def pay(self, usage: Usage) -> None:
        """Take what was spent."""
        self.spent_usd += usage.cost_usd or 0.0


@dataclass(slots=True)
class CriticPool:
    """Critics for one patch after the other.

    The connections to a provider belong to the event loop of one patch, so such a critic is made
    anew for each. One that runs on this machine is kept: loading a model takes seconds.
    """

    make_critic: MakeCritic
    wallet: Wallet
    _kept: dict[Arm, Critic] = field(default_factory=dict)

    def give(self, arm: Arm) -> NotingCritic:
        """The arm's critic, ready for one patch."""
        kinds = {kind_of(model) for model in arm.models}
        critic = self._kept.get(arm) or self.make_critic(arm, self.wallet.left_usd)
        is_kept = "llm" not in kinds
        if is_kept:
            self._kept[arm] = critic
        # The prior takes 4 ms a test: nothing beside a model's answer, much beside a script's.
        return NotingCritic(critic, keeps_open=is_kept, notes_prior=bool(kinds & {"llm", "local"}))

    async def close(self) -> None:
        """Close those that were kept."""
        async with AsyncExitStack() as stack:
            for critic in self._kept.values():
                stack.push_async_callback(critic.close)
