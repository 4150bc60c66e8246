"""Between probabilities and log-odds."""

from __future__ import annotations

from math import exp, log

EVEN_ODDS = 0.5
MIN_P = 1e-3
"""Probabilities are moved this far from 0 and 1 before their log-odds are taken: 6.9 either way,
so that a model that writes 0 or 1 does not outweigh everything else that is known."""


def logit(p: float) -> float:
    """The natural log-odds of a probability, bounded by ``MIN_P``."""
    p = min(max(p, MIN_P), 1.0 - MIN_P)
    return log(p / (1.0 - p))


def sigmoid(log_odds: float) -> float:
    """The probability of some natural log-odds."""
    if log_odds >= 0:
        return 1.0 / (1.0 + exp(-log_odds))
    odds = exp(log_odds)
    return odds / (1.0 + odds)
