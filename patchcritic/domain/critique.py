"""The critic side: what is asked about one test, and of whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol

from patchcritic.domain.answer import CriticFailure, Label, Opinion, Prediction
from patchcritic.domain.code import ChangedSymbol, Snapshot, Span
from patchcritic.domain.patch import Patch
from patchcritic.domain.tests import Association, NodeId, TestCase, TestStatus


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
        "reference",
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
    n_pieces: int = 1
    """More than one when it stands for many that are not named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture that a test compares with or reads, for models that can see."""

    path: str
    media_type: Literal["image/png", "image/jpeg", "image/gif", "image/webp"]
    data: bytes = field(repr=False)


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
    images: tuple[Image, ...] = ()


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
    tree: Snapshot | None = field(default=None, repr=False, compare=False)
    """The patched tree, which citations are checked against and look-ups read."""
    association: Association | None = field(default=None, repr=False, compare=False)
    """Why the test belongs to the patch; no prompt shows it."""
    changed: tuple[ChangedSymbol, ...] = field(default=(), repr=False, compare=False)
    """What the patch may change; no prompt shows it."""
    angle: str = ""
    """How to look at it: a section of ``prompts/angles.md``; empty for the plain question."""
    earlier: tuple[Opinion, ...] = ()
    """Answers of before that the critic is shown."""
    sample: int = 0
    """Tells repeated samples of one question apart; 0 is the most likely answer."""


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
