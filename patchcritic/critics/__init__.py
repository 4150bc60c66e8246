"""Whoever predicts one test's outcome: a provider's model, an embedded one, or a script."""

from __future__ import annotations

from patchcritic.critics.cached import CachedCritic
from patchcritic.critics.registry import CHOICES, load_critic
from patchcritic.critics.settings import CriticSettings

__all__ = ["CHOICES", "CachedCritic", "CriticSettings", "load_critic"]
