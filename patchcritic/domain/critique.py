"""The critic side: what is asked about one test, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

from patchcritic.domain.code import Span
from patchcritic.domain.patch import Patch
from patchcritic.domain.tests import NodeId, TestCase, TestStatus


class Label(StrEnum):
    """The prediction for one test."""

    PASS = "pass"
    FAIL = "fail"
    ABSTAIN = "abstain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something certain by inspection of the patched tree, with its place."""

    kind: str
    """Stable identifier in kebab-case, for example ``syntax-error`` or ``call-does-not-fit``."""
    path: str
    line: int
    message: str
    decides: Label | None = None
    """The outcome this fact makes certain; None when it is only a premise for the critic."""
    node_id: NodeId | None = None
    """The test it is about; None when it is about the patch."""


class PSource(StrEnum):
    """Where ``p_pass`` comes from, best first."""

    FACT = "fact"
    TRACE = "trace"
    LOGPROB = "logprob"
    VOTE = "vote"
    VERBALISED = "verbalised"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A piece of code shown to the critic."""

    role: Literal[
        "test",
        "fixture",
        "test-module",
        "changed-before",
        "changed-after",
        "called",
        "path",
        "class",
        "constant",
        "file",
    ]
    span: Span
    text: str
    n_tokens: int
    title: str = ""
    """What a reader sees above it; the span's text when empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A piece of code that was left out, and why."""

    title: str
    n_tokens: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the critic sees of the code for one test."""

    shared: tuple[Snippet, ...]
    """The same for every test of a patch: it stands in the prompt's common prefix."""
    snippets: tuple[Snippet, ...]
    """For this test only, the test itself last."""
    n_tokens: int
    """Estimated tokens of ``shared`` and ``snippets`` together."""
    budget: int
    dropped: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticRequest:
    """All that a critic is told about one test."""

    patch: Patch
    test: TestCase
    context: Context
    facts: tuple[Fact, ...] = ()
    """Premises: facts about the patch and about this test that decide nothing by themselves."""
    base_status: TestStatus | None = None
    """The test's outcome before the patch, when it is known."""


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
    usage: Usage = field(default_factory=Usage)
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CriticFailure:
    """No prediction could be had for one test; never counted as a pass or a fail."""

    node_id: NodeId
    critic: str
    kind: Literal["bad-answer", "refused", "timeout", "provider", "too-long", "budget"]
    message: str
    usage: Usage = field(default_factory=Usage)


class Critic(Protocol):
    """Judges one test at a time. The smallest thing a third party has to write."""

    @property
    def name(self) -> str:
        """What the user would type after ``--model``."""

    @property
    def fingerprint(self) -> str:
        """Everything besides the request that shapes an answer: model, prompt digest, schema
        version, sampling parameters. Part of every cache key."""

    async def judge(self, request: CriticRequest) -> Prediction | CriticFailure:
        """Predict one test's outcome. Raises ``errors.ModelUnavailable`` when no test can be
        judged at all."""

    async def close(self) -> None:
        """Give back what the critic holds: connections, threads, a loaded model."""
