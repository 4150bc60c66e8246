"""Several answers to one question: recording them, and folding them into one prediction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from patchcritic.domain import CriticFailure, Label, Opinion, Prediction, PSource, Usage

Outcome = Prediction | CriticFailure

UNSENT = frozenset({"budget", "exported"})
"""Kinds of failures in which nothing was sent. They end the asking: to make do with fewer answers,
or to ask a dearer model, would hide that the budget is spent or that answers are still to come."""


def record_opinion(by: str, prediction: Prediction, *, dropped: str = "") -> tuple[Opinion, ...]:
    """An answer as an opinion, and behind it the opinions that it was itself made from.

    ``dropped`` says why the answer does not count; empty when it does.
    """
    reason = f"Not counted: {dropped}. " if dropped else ""
    own = Opinion(
        by=by,
        label=prediction.label,
        p_pass=prediction.p_pass,
        p_source=prediction.p_source,
        rationale=reason + prediction.rationale,
        critic=prediction.critic,
        is_dropped=bool(dropped),
    )
    return (own, *(replace(inner, by=f"{by}, {inner.by}") for inner in prediction.opinions))


def record_opinions(answers: Mapping[str, Prediction], suffix: str = "") -> tuple[Opinion, ...]:
    """Several answers as opinions, under whose they are and what ``suffix`` adds to it."""
    return tuple(
        opinion
        for by, answer in answers.items()
        for opinion in record_opinion(f"{by}{suffix}", answer)
    )


def find_answers(outcomes: Mapping[str, Outcome]) -> dict[str, Prediction]:
    """Those of the outcomes that are no failures, in their order."""
    return {by: one for by, one in outcomes.items() if isinstance(one, Prediction)}


def contradicts_itself(prediction: Prediction) -> str:
    """How an answer contradicts its own trace; empty when it does not.

    A failure whose last step is no assertion may rest on an exception, so it does not.
    """
    holds = [step.holds for step in prediction.trace]
    if prediction.label is Label.PASS and "no" in holds:
        return f"it says pass, and that step {holds.index('no') + 1} does not hold"
    all_hold = holds[-1:] == ["yes"] and set(holds) <= {"yes", None}
    if prediction.label is Label.FAIL and all_hold:
        return "it says fail, and that every assertion holds"
    return ""


def find_majority(answers: Iterable[Prediction], *, n_needed: int) -> Label | None:
    """The label that at least ``n_needed`` answers have; None when no label has so many."""
    counts = Counter(answer.label for answer in answers)
    return next((label for label, count in counts.most_common(1) if count >= n_needed), None)


def mean_p(answers: Sequence[Prediction]) -> tuple[float, PSource]:
    """The mean ``p_pass`` of at least one answer, and where it comes from (Critic-RM,
    arXiv 2411.16646, averages K critiques)."""
    are_logprobs = all(answer.p_source is PSource.LOGPROB for answer in answers)
    source = PSource.LOGPROB if are_logprobs else PSource.MEAN
    return fmean(answer.p_pass for answer in answers), source


def fold_answers(
    answers: Mapping[str, Prediction],
    majority: Label | None,
    *,
    p: tuple[float, PSource],
    n_asked: int,
) -> Prediction:
    """One prediction from the answers that count, under whose they are.

    It has the majority's label, and trace, witness and rationale of that answer of the majority
    which is nearest to the joint ``p_pass``, one whose citations hold before others. Without a
    majority, or when the joint ``p_pass`` speaks against it, the answers disagree and it abstains.

    Args:
        answers: at least one.
        majority: the label that enough of them have.
        p: the joint ``p_pass`` and its source.
        n_asked: how many were asked, those without an answer that counts included.
    """
    p_pass, p_source = p
    if majority is None or speaks_against(p_pass, majority):
        rationale = _explain_split(answers, majority, p_pass=p_pass, n_asked=n_asked)
        base = next(iter(answers.values()))
        return abstain(base, p=p, rationale=rationale)
    agreeing = [answer for answer in answers.values() if answer.label is majority]
    # Rounded, so that of two that are equally far the first one speaks.
    best = min(agreeing, key=lambda one: (bool(one.problems), round(abs(one.p_pass - p_pass), 9)))
    return replace(best, p_pass=p_pass, p_source=p_source)


def speaks_against(p_pass: float, label: Label) -> bool:
    """Whether a probability makes the other outcome the likelier one."""
    return (label is Label.PASS and p_pass < 0.5) or (label is Label.FAIL and p_pass > 0.5)


def abstain(base: Prediction, *, p: tuple[float, PSource], rationale: str) -> Prediction:
    """An abstention in the place of an answer, without the proof of what is no longer claimed."""
    p_pass, p_source = p
    return replace(
        base,
        label=Label.ABSTAIN,
        p_pass=p_pass,
        p_source=p_source,
        rationale=rationale,
        witness=None,
        citations=(),
        trace=(),
        problems=(),
    )


def account_for(
    prediction: Prediction, outcomes: Sequence[Outcome], opinions: tuple[Opinion, ...]
) -> Prediction:
    """The prediction with the opinions behind it and with what all outcomes took and noticed."""
    predictions = [outcome for outcome in outcomes if isinstance(outcome, Prediction)]
    signs = dict.fromkeys(sign for one in predictions for sign in one.signs)
    return replace(
        prediction,
        opinions=opinions,
        signs=tuple(signs),
        usage=sum_usage(outcomes),
        cached=all(one.cached for one in predictions) and len(predictions) == len(outcomes),
    )


def join_failures(outcomes: Sequence[Outcome]) -> CriticFailure | None:
    """The failure that several outcomes amount to, with the usage of all; None when they do not.

    They do when none is an answer, or when one of them was not sent, see ``UNSENT``.
    """
    failures = [outcome for outcome in outcomes if isinstance(outcome, CriticFailure)]
    unsent = next((failure for failure in failures if failure.kind in UNSENT), None)
    if unsent is None and len(failures) < len(outcomes):
        return None
    return replace(unsent or failures[-1], usage=sum_usage(outcomes))


def leave_unconfirmed(answers: Mapping[str, Prediction], by: str, why: CriticFailure) -> Prediction:
    """An abstention in the place of the last answer, which ``by`` should have confirmed and could
    not; its ``p_pass`` stays."""
    own, answer = list(answers.items())[-1]
    said = f"{own}: {answer.label.value} ({answer.p_pass:.2f}). {answer.rationale}".rstrip()
    rationale = f"{by} gave no answer: {why.message}\n{said}"
    return abstain(answer, p=(answer.p_pass, answer.p_source), rationale=rationale)


def sum_usage(outcomes: Iterable[Outcome]) -> Usage:
    """What all of them took together."""
    return sum((outcome.usage for outcome in outcomes), Usage())


def _explain_split(
    answers: Mapping[str, Prediction], majority: Label | None, *, p_pass: float, n_asked: int
) -> str:
    """The count of every label, and the reason of the first who said so."""
    counts = Counter(answer.label for answer in answers.values())
    said = [f"{counts[label]} {label.value}" for label in Label if counts[label]]
    if n_silent := n_asked - len(answers):
        said.append(f"{n_silent} without an answer that counts")
    lines = [f"No agreement among {n_asked}: {', '.join(said)}."]
    if majority is not None:
        lines.append(f"Most say {majority.value}, yet their joint p_pass is {p_pass:.2f}.")
    for label in Label:
        by = next((by for by, answer in answers.items() if answer.label is label), None)
        if by is not None:
            answer = answers[by]
            lines.append(f"{by}: {label.value} ({answer.p_pass:.2f}). {answer.rationale}".rstrip())
    return "\n".join(lines)
