"""What a run is made of: arms, tasks, and what comes back of one submission."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from patchcritic.domain import Critic, Instance, LabelledPair, Submission
from patchcritic.domain.benchmark import PatchResult, TestResult

ContextMode = Literal["none", "diff", "function", "slice"]
WhichTests = Literal["all", "f2p", "labelled"]
"""Those associated with the change; those that the dataset lists; those with a label."""

DEFAULT_PROMPT = "auto"
DEFAULT_CONTEXT: ContextMode = "slice"
TracerArm = Literal["on", "off"]
NOT_APPLIED = "does-not-apply"
"""The rule of a verdict on a patch that the base does not take: it resolves nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """One of the critics that are compared: whom to ask, with which prompt, shown how much."""

    models: tuple[str, ...]
    """One, or the levels of a cascade."""
    prompt: str = DEFAULT_PROMPT
    context: ContextMode = DEFAULT_CONTEXT
    tracer: TracerArm = "off"
    """Whether the tracer goes first; what a critic alone is worth is measured without."""

    @property
    def name(self) -> str:
        """The models, and what differs from the default; the same whatever it is compared with."""
        parts = [",".join(self.models)]
        if self.prompt != DEFAULT_PROMPT:
            parts.append(f"prompt={self.prompt}")
        if self.context != DEFAULT_CONTEXT:
            parts.append(f"context={self.context}")
        if self.tracer != "off":
            parts.append(f"tracer={self.tracer}")
        return " ".join(parts)


MakeCritic = Callable[[Arm, float | None], Critic]
"""From an arm, and the USD that it may still spend, to a critic that nobody has used yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How every arm judges."""

    tests: WhichTests = "all"
    threshold: float = 0.5
    concurrency: int = 8
    context_budget: int | None = None
    max_tests: int | None = None
    is_cached: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A submission, the arms that have not judged it yet, and what is known of its tests."""

    submission: Submission
    arms: tuple[Arm, ...]
    labels: tuple[LabelledPair, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One instance with its submissions: what an engine hands to a worker."""

    instance: Instance
    repo: Path
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of one submission: rows and reports of every arm, or why there are none."""

    instance_id: str
    submission: str
    patches: tuple[PatchResult, ...] = ()
    tests: tuple[TestResult, ...] = ()
    reports: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By arm, in SWE-bench's shape."""
    note: str = ""
    """One line for stderr."""
    is_over_budget: bool = False
    """Whether the money was spent before it was judged."""
