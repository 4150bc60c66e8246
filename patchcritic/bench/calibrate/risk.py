"""Thresholds that keep a stated risk, with confidence rather than on average."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from math import exp, lgamma, log, log1p

from patchcritic.verdict.profile import RiskThreshold

CONFIDENCE = 0.95
RISKS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3)
MAX_SURE_ERROR = 0.1
"""The share of wrong labels among those that no stronger critic is asked about."""
_STEPS = 50
_ROUNDS = 60
"""Halvings of 0..1, which leave 1e-18."""


@lru_cache(maxsize=4096)
def bound_share(n_hits: int, n: int, confidence: float = CONFIDENCE) -> float:
    """The upper confidence bound of a share, after ``n_hits`` of ``n`` independent cases (Clopper
    and Pearson 1934); 1 of none."""
    if n_hits >= n:
        return 1.0
    low, high = n_hits / n, 1.0
    for _ in range(_ROUNDS):
        middle = (low + high) / 2
        if _cumulate(n_hits, n, middle) > 1 - confidence:
            low = middle
        else:
            high = middle
    return high


def _cumulate(n_hits: int, n: int, share: float) -> float:
    """The probability of at most ``n_hits`` of ``n`` at a share above 0."""
    if share >= 1:
        return 0.0
    return sum(
        exp(
            lgamma(n + 1)
            - lgamma(k + 1)
            - lgamma(n - k + 1)
            + k * log(share)
            + (n - k) * log1p(-share)
        )
        for k in range(n_hits + 1)
    )


def find_threshold(
    rule: str, right: Sequence[float], wrong: Sequence[float], risk: float
) -> RiskThreshold | None:
    """The smallest score from which on a rule may accept, so that with 95 % confidence at most
    ``risk`` of the wrong patches are accepted; None when there are too few of them to tell.

    Scores that are below 0 belong to patches that no threshold accepts. The share of wrong
    patches that are accepted, not of accepted ones that are wrong, is what the threshold alone
    decides: it is the same whatever share of the candidates is wrong. It never rises with the
    threshold, so going down from the highest until the bound exceeds the risk needs no correction
    for trying several (Bates et al., arXiv 2101.02703; fixed-sequence testing in Learn then Test,
    arXiv 2110.01052, and Trust or Escalate, arXiv 2407.18370). The bound takes patches for
    independent draws.
    """
    bad = sorted(wrong)
    n_allowed = bisect_right(range(len(bad)), risk, key=lambda n: bound_share(n, len(bad))) - 1
    scores = sorted({score for score in (*right, *wrong) if score >= 0})
    kept = (score for score in scores if len(bad) - bisect_left(bad, score) <= n_allowed)
    threshold = next(kept, None)
    if threshold is None:
        return None
    n_accepted = len(bad) - bisect_left(bad, threshold)
    return RiskThreshold(
        rule=rule,
        max_false_accept=risk,
        threshold=threshold,
        n_wrong=len(bad),
        n_wrong_accepted=n_accepted,
        bound=bound_share(n_accepted, len(bad)),
        share_right_accepted=sum(one >= threshold for one in right) / max(1, len(right)),
    )


def find_sure_band(p: Sequence[float], truths: Sequence[bool]) -> tuple[float, float] | None:
    """Outside these two probabilities, FAIL and PASS are wrong in at most ``MAX_SURE_ERROR`` of
    the cases, with 95 % confidence each; None when neither side reaches that.

    Fixed-sequence testing from the surest on, as in Trust or Escalate (arXiv 2407.18370).
    """
    cases = list(zip(p, truths, strict=True))
    high = _find_edge([(one, not truth) for one, truth in cases])
    low = _find_edge([(1 - one, truth) for one, truth in cases])
    if low is None and high is None:
        return None
    return 0.0 if low is None else round(1 - low, 6), 1.0 if high is None else high


def _find_edge(cases: Sequence[tuple[float, bool]]) -> float | None:
    """The least sureness, of at least even odds, from which on errors are few enough."""
    best = None
    for step in range(_STEPS + 1):
        edge = 1 - step / (2 * _STEPS)
        errors = [is_error for sureness, is_error in cases if sureness >= edge]
        if bound_share(0, len(errors)) > MAX_SURE_ERROR:
            continue  # so few that no outcome could tell: nothing is tested here
        if bound_share(sum(errors), len(errors)) > MAX_SURE_ERROR:
            break
        best = edge
    return best
