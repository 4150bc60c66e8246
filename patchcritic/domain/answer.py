"""What comes back from a critic about one test."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from patchcritic.domain.tests import NodeId


class Label(StrEnum):
    """The prediction for one test."""

    PASS = "pass"
    FAIL = "fail"
    ABSTAIN = "abstain"


class PSource(StrEnum):
    """Where ``p_pass`` comes from, best first."""

    FACT = "fact"
    TRACE = "trace"
    LOGPROB = "logprob"
    """The expectation over the log-probabilities of the answer's token."""
    MEAN = "mean"
    """The mean of what several critiques say."""
    VOTE = "vote"
    """The share of samples that say PASS."""
    VERBALISED = "verbalised"
    """The number the model wrote."""
    PRIOR = "prior"
    """Learnt from other projects' tests; no model was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What an answer took. Sums with ``+``; an unknown cost stays unknown."""

    n_calls: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    """Those of ``prompt_tokens`` that the provider or llama.cpp had in its prefix cache."""
    completion_tokens: int = 0
    cost_usd: float | None = 0.0
    """None when the model has no known price."""
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        known = self.cost_usd is not None and other.cost_usd is not None
        return Usage(
            n_calls=self.n_calls + other.n_calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            cached_tokens=self.cached_tokens + other.cached_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost_usd=(self.cost_usd or 0.0) + (other.cost_usd or 0.0) if known else None,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """Why a test fails: the assertion or statement that does not hold."""

    assertion: str
    expected: str = ""
    actual: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A place in the patched tree that a rationale rests on."""

    path: str
    line: int
    quote: str = ""
    says: str = ""
    """What the critic takes from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a critic's trace of the test; the steps are numbered from 1 by their order."""

    says: str
    path: str = ""
    line: int = 0
    holds: Literal["yes", "no", "unknown"] | None = None
    """Of an assertion: whether it holds; None for a step that is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One answer among several to the same question: a sample, a look, a member of a panel."""

    by: str
    """Whose it is, for a reader: ``sample 2``, ``first look``, ``control flow``."""
    label: Label
    p_pass: float
    p_source: PSource
    rationale: str
    critic: str
    is_dropped: bool = False
    """Whether it did not count, since it contradicts a decisive fact or its own trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What one critic predicts for one test."""

    node_id: NodeId
    label: Label
    p_pass: float
    p_source: PSource
    rationale: str
    critic: str
    """The critic's name as the user would type it after ``--model``."""
    decided_by: Literal["fact", "tracer", "critic"] = "critic"
    witness: Witness | None = None
    citations: tuple[Citation, ...] = ()
    trace: tuple[Step, ...] = ()
    problems: tuple[str, ...] = ()
    """What the mechanical check of the citations found and a second try did not mend."""
    signs: tuple[str, ...] = ()
    """Signs that what was shown tries to dictate the answer, each with its place."""
    p_raw: float | None = None
    """``p_pass`` before calibration; None when there was none."""
    opinions: tuple[Opinion, ...] = ()
    """The single answers when there were several."""
    prompt_digest: str = ""
    """Of the prompt that was asked; empty when nobody was."""
    usage: Usage = field(default_factory=Usage)
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticFailure:
    """No prediction could be had for one test; never counted as a pass or a fail."""

    node_id: NodeId
    critic: str
    kind: Literal["bad-answer", "refused", "timeout", "provider", "too-long", "budget", "exported"]
    message: str
    usage: Usage = field(default_factory=Usage)
