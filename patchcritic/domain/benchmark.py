"""The measuring side: predictions beside executed outcomes, and what follows from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patchcritic.domain.answer import Label, Opinion, PSource, Usage
from patchcritic.domain.decision import VerdictLabel
from patchcritic.domain.tests import TestStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class TestResult:
    """One test of one submission as an arm predicts it, beside its executed outcome."""

    __test__ = False

    arm: str
    """The critic's settings that are compared: the model, and what was put around it."""
    instance_id: str
    repo: str
    """``owner/name``; what bootstrap and cross-validation keep together."""
    submission: str
    node_id: str
    label: Label
    p_pass: float
    p_raw: float
    """Before calibration; the same as ``p_pass`` when there was none."""
    p_source: PSource
    decided_by: str
    """``fact``, ``tracer`` or ``critic``."""
    status: TestStatus | None = None
    """As executed; None when nobody ran it."""
    base_status: TestStatus | None = None
    is_reached: bool = True
    """Whether the change can affect the test."""
    features: Mapping[str, float] = field(default_factory=dict)
    """What calibration may use beside ``p_raw``: test length, slice size, problems, steps ..."""
    opinions: tuple[Opinion, ...] = ()
    prompt_digest: str = ""
    """Of the prompt that the arm renders; empty when nobody noted it."""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchResult:
    """One submission as an arm judges it, beside what its tests really did."""

    arm: str
    instance_id: str
    repo: str
    submission: str
    verdict: VerdictLabel
    p_pass: float
    rule: str
    is_resolved: bool | None = None
    """Whether all tests that should pass do; None when not all outcomes are known."""
    n_tests: int = 0
    n_failures: int = 0
    """Tests without an answer."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    error: str = ""
    """Why there is no verdict: the repository is missing, the patch does not apply ..."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A figure with its 95 % bootstrap interval; ``low`` and ``high`` are None when too few
    clusters are there to tell."""

    value: float | None
    """None when the figure is not defined, such as the AUC of one class."""
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bin of a reliability diagram."""

    low: float
    high: float
    n: int
    mean_p: float
    share_passed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmReport:
    """Everything measured of one arm."""

    arm: str
    test_level: Mapping[str, Interval]
    """By name: ``accuracy``, ``balanced_accuracy``, ``f1_pass``, ``f1_fail``, ``tnr``, ``auc``,
    ``brier``, ``ece``, ``abstention`` ..."""
    patch_level: Mapping[str, Interval]
    n_tests: int
    n_patches: int
    confusion: Mapping[str, int] = field(default_factory=dict)
    """``true label/predicted label`` -> count, such as ``failed/pass``."""
    patch_confusion: Mapping[str, int] = field(default_factory=dict)
    bins: tuple[Bin, ...] = ()
    coverage_risk: tuple[tuple[float, float], ...] = ()
    """Points (coverage, error rate among those kept), surest first."""
    progress: tuple[tuple[float, float], ...] = ()
    """Per submission the true and the predicted share of passing tests."""
    agreement: Mapping[str, Interval] = field(default_factory=dict)
    """``spearman`` and ``kendall`` of the submissions' ranks."""
    second_look: Mapping[str, float] = field(default_factory=dict)
    """``cl``, ``cs``, ``acc1``, ``acc2``, ``rss`` where a second look was taken."""
    usage: Usage = field(default_factory=Usage)
    reached_level: Mapping[str, Interval] = field(default_factory=dict)
    """``test_level`` of the tests that the change can affect; empty when those are all or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchReport:
    """A run over a dataset: arms side by side, baselines among them."""

    dataset: str
    dataset_digest: str
    arms: tuple[ArmReport, ...]
    baselines: tuple[ArmReport, ...]
    n_instances: int
    n_submissions: int
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Reason -> count of submissions that were not judged."""
    seconds: float = 0.0
    settings: Mapping[str, str] = field(default_factory=dict)
