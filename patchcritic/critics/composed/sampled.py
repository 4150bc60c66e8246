"""A critic that asks the same several times, and stops as soon as the rest changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from patchcritic.critics.composed.opinions import (
    UNSENT,
    Outcome,
    abstain,
    account_for,
    contradicts_itself,
    find_majority,
    fold_answers,
    join_failures,
    mean_p,
    record_opinion,
)
from patchcritic.critics.composed.wrapping import Composite, ask_together
from patchcritic.domain import (
    Critic,
    CriticFailure,
    CriticRequest,
    Label,
    Prediction,
    PSource,
)

Combine = Literal["auto", "vote", "mean"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One of the answers to the same question."""

    by: str
    outcome: Outcome
    contradiction: str = ""
    """Why the answer does not count; empty when it does."""


class SampledCritic(Composite):
    """Judges by the majority of at most ``n`` samples of one critic's answer.

    Samples are drawn until one label has more than half of those that can still count, so that no
    other can overtake it, or until no label can get there (Sharpening, arXiv 2412.01951). A sample
    that contradicts a decisive fact or its own trace does not count, nor does one that failed.
    Without a majority it abstains.
    """

    def __init__(self, inner: Critic, n: int, combine: Combine = "auto") -> None:
        """``combine``: ``vote`` takes the share of samples that say PASS for ``p_pass``, ``mean``
        the mean of theirs; ``auto`` the mean when all come from log-probabilities, else votes."""
        super().__init__(inner, n_asks=n, n=n, combine=combine)
        self._inner = inner
        self._n = n
        self._combine = combine

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome; a failure when no sample is an answer, or one was not sent.

        Raises ``ModelUnavailable`` when no call can succeed.
        """
        drawn: list[Sample] = []
        while n_more := count_missing(drawn, self._n):
            batch = [replace(request, sample=len(drawn) + place) for place in range(n_more)]
            outcomes = await ask_together(self._inner, batch)
            drawn += [
                Sample(
                    by=f"sample {asked.sample + 1}",
                    outcome=outcome,
                    contradiction=find_contradiction(request, outcome),
                )
                for asked, outcome in zip(batch, outcomes, strict=True)
            ]
        return fold_samples(drawn, self._combine)


def find_contradiction(request: CriticRequest, outcome: Outcome) -> str:
    """Why an answer cannot be right: what it says against a decisive fact or its own trace."""
    if isinstance(outcome, CriticFailure) or outcome.label is Label.ABSTAIN:
        return ""
    for fact in request.facts:
        is_about_it = fact.node_id is None or fact.node_id == outcome.node_id
        if is_about_it and fact.decides not in (None, outcome.label):
            return f"a fact is against it, {fact.path}:{fact.line} {fact.message}"
    return contradicts_itself(outcome)


def count_missing(drawn: Sequence[Sample], n: int) -> int:
    """How many more samples are needed at least to tell the majority of ``n``; 0 when it stands,
    cannot be had any more, or the budget is spent. Of those to be exported all are needed, since
    their answers take up to a day."""
    kinds = {one.outcome.kind for one in drawn if isinstance(one.outcome, CriticFailure)}
    if kinds & UNSENT:
        return 0 if "budget" in kinds else n - len(drawn)
    kept = _keep(drawn).values()
    n_lost = len(drawn) - len(kept)
    most = max(Counter(answer.label for answer in kept).values(), default=0)
    n_needed = (n - n_lost) // 2 + 1 - most
    return n_needed if n_needed <= n - len(drawn) else 0


def fold_samples(drawn: Sequence[Sample], combine: Combine) -> Prediction | CriticFailure:
    """One prediction from all samples, each of them recorded in it."""
    outcomes = [sample.outcome for sample in drawn]
    if failure := join_failures(outcomes):
        return failure
    opinions = tuple(
        opinion
        for sample in drawn
        if isinstance(sample.outcome, Prediction)
        for opinion in record_opinion(sample.by, sample.outcome, dropped=sample.contradiction)
    )
    kept = _keep(drawn)
    p = joint_p(tuple(kept.values()), combine)
    if kept:
        majority = find_majority(kept.values(), n_needed=len(kept) // 2 + 1)
        prediction = fold_answers(kept, majority, p=p, n_asked=len(drawn))
    else:
        base = next(outcome for outcome in outcomes if isinstance(outcome, Prediction))
        reasons = [f"{s.by}: {s.contradiction}." for s in drawn if s.contradiction]
        prediction = abstain(base, p=p, rationale="\n".join(["No sample counts.", *reasons]))
    return account_for(prediction, outcomes, opinions)


def joint_p(kept: Sequence[Prediction], combine: Combine) -> tuple[float, PSource]:
    """The joint ``p_pass`` and its source: a mean or a share of votes.

    The share is (k + 1/2) / (m + 1) for k of m that say PASS, abstentions left out: Jeffreys'
    prior (Krichevsky and Trofimov 1981), by which 3 of 3 are 0.875, not certainty, and no vote at
    all is 0.5.
    """
    are_logprobs = all(answer.p_source is PSource.LOGPROB for answer in kept)
    if kept and (combine == "mean" or (combine == "auto" and are_logprobs)):
        return mean_p(kept)
    counts = Counter(answer.label for answer in kept)
    n_pass, n_fail = counts[Label.PASS], counts[Label.FAIL]
    return (n_pass + 0.5) / (n_pass + n_fail + 1), PSource.VOTE


def _keep(drawn: Sequence[Sample]) -> dict[str, Prediction]:
    """The answers that count, under whose they are."""
    return {
        sample.by: sample.outcome
        for sample in drawn
        if isinstance(sample.outcome, Prediction) and not sample.contradiction
    }
