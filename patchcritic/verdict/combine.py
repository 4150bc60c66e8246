"""From the tests' probabilities to the patch's: one function per rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import NamedTuple

from patchcritic.verdict.logistic import Logistic, Transform
from patchcritic.verdict.odds import EVEN_ODDS

STRICT_AND = "strict-and"
PRODUCT = "product"
NOISY_AND = "noisy-and"
LOGISTIC = "logistic"


class Vote(NamedTuple):
    """What is known of one judged test."""

    p: float
    group: str
    """The test's file: tests of one group pass and fail together more than others do."""
    is_certain: bool
    """Whether facts or the tracer decided it."""


class Learnt(NamedTuple):
    """What a profile knows of patches; None where it knows nothing."""

    rho: float | None = None
    logistic: Logistic | None = None


PATCH_TERMS: Mapping[str, Transform] = {
    "p_min": "logit",
    "p_mean": "logit",
    "n": "log1p",
    "share_judged": "none",
    "share_certain": "none",
}
"""What the rule ``logistic`` looks at, each with its scale."""


def take_minimum(votes: Sequence[Vote]) -> float:
    """The lowest marginal, which is the upper bound of the probability that all pass, whatever
    the correlation (Fréchet 1935); ANDing labels as in arXiv 2501.16655 is the same at even
    odds."""
    return min(vote.p for vote in votes)


def take_product(votes: Sequence[Vote]) -> float:
    """The probability that all pass if the tests are independent."""
    return prod(vote.p for vote in votes)


def take_noisy_and(votes: Sequence[Vote], rho: float) -> float:
    """The probability that all pass when tests of one group hang together.

    ``P(group) = rho * min(p) + (1 - rho) * prod(p)``, and the groups are independent. Read as a
    mixture: with probability ``rho`` one uniform draw u decides the whole group, test i passing
    when u <= p_i, and otherwise each test has a draw of its own. This is the Fréchet family of
    copulas (Fréchet 1958; Nelsen, An Introduction to Copulas, 2006, chapter 2) without its
    negative part, in which ``rho`` is Spearman's rank correlation between two tests' draws.
    Within one group it is the product at 0 and the minimum at 1.
    """
    groups: dict[str, list[float]] = {}
    for vote in votes:
        groups.setdefault(vote.group, []).append(vote.p)
    return prod(_hang_together(ps, rho) for ps in groups.values())


def _hang_together(ps: Sequence[float], rho: float) -> float:
    low, alone = min(ps), prod(ps)
    return min(low, rho * low + (1 - rho) * alone)


def describe_votes(votes: Sequence[Vote], share_judged: float) -> dict[str, float]:
    """What the rule ``logistic`` looks at, by the names of ``PATCH_TERMS``."""
    return {
        "p_min": min(vote.p for vote in votes),
        "p_mean": sum(vote.p for vote in votes) / len(votes),
        "n": float(len(votes)),
        "share_judged": share_judged,
        "share_certain": sum(vote.is_certain for vote in votes) / len(votes),
    }


def take_logistic(votes: Sequence[Vote], share_judged: float, model: Logistic) -> float:
    """The fitted probability; 0 where a test is certain to fail, which no fit may outweigh."""
    if any(vote.is_certain and vote.p < EVEN_ODDS for vote in votes):
        return 0.0
    return model.predict(describe_votes(votes, share_judged))


def _noisy_and(votes: Sequence[Vote], _share: float, learnt: Learnt) -> float:
    assert learnt.rho is not None
    return take_noisy_and(votes, learnt.rho)


def _logistic(votes: Sequence[Vote], share: float, learnt: Learnt) -> float:
    assert learnt.logistic is not None
    return take_logistic(votes, share, learnt.logistic)


RULES: Mapping[str, Callable[[Sequence[Vote], float, Learnt], float]] = {
    STRICT_AND: lambda votes, _share, _learnt: take_minimum(votes),
    PRODUCT: lambda votes, _share, _learnt: take_product(votes),
    NOISY_AND: _noisy_and,
    LOGISTIC: _logistic,
}
"""Rule -> the patch's ``p_pass``, of at least one vote and the share of tests that have one."""
