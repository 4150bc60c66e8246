"""Whoever predicts one test's outcome: a provider's model, an embedded one, or a script."""

from __future__ import annotations

from patchcritic.critics.cached import CachedCritic
from patchcritic.critics.calling.settings import CriticSettings
from patchcritic.critics.names import CHOICES
from patchcritic.critics.registry import load_critic

__all__ = ["CHOICES", "CachedCritic", "CriticSettings", "load_critic"]
