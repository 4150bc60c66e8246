"""A calibration profile: what was measured of one model's answers, and what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from patchcritic.verdict.calibration import AnyCalibrator
from patchcritic.verdict.logistic import Logistic

NO_BAND = (0.5, 0.5)
PROFILE_VERSION = 1
"""Counted up when a field of the same name means something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How good probabilities are; None where a figure is not defined."""

    auc: float | None
    ece: float | None
    brier: float | None
    log_loss: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RiskThreshold:
    """The threshold under which a rule accepts few enough wrong patches."""

    rule: str
    max_false_accept: float
    """The stated risk: of the patches that are wrong, the share that is accepted at most."""
    threshold: float
    """The smallest one that keeps it; 0..1, of the patch's ``p_pass``."""
    n_wrong: int
    n_wrong_accepted: int
    bound: float
    """The upper 95 % confidence bound of the share of wrong patches that are accepted."""
    share_right_accepted: float
    """Of the right patches; what the gate still lets through."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How one model's answers are read; ``patchcritic bench calibrate`` writes it."""

    version: int = PROFILE_VERSION
    model: str
    """As typed after ``--model``."""
    arm: str
    """The settings with which it was measured."""
    prompt_digest: str
    """Of the prompt it was asked with; it says nothing of another prompt's answers."""
    dataset: str
    dataset_digest: str
    """Of the labelled pairs it was fitted on."""
    n_pairs: int
    n_patches: int
    """Submissions of which it is known whether they are right."""
    repos: tuple[str, ...]
    split: str
    """What cross-validation kept together: ``repository``, ``instance`` or ``submission``."""
    date: str
    """ISO 8601, UTC."""
    method: str
    calibrator: AnyCalibrator
    before: Figures
    """Of the raw probabilities."""
    after: Figures
    """Of the calibrated ones, each by a fit that did not see its repository."""
    candidates: Mapping[str, float] = field(default_factory=dict)
    """The cross-validated Brier score of every method that was tried."""
    band: tuple[float, float] = NO_BAND
    """A calibrated ``p_pass`` below the first is FAIL, from the second on PASS, between ABSTAIN."""
    sure: tuple[float, float] | None = None
    """Outside these a label is right often enough to ask no stronger critic; None when nowhere."""
    rho: float | None = None
    """How much tests of one file pass and fail together: 0 not at all, 1 as one."""
    logistic_rule: Logistic | None = None
    """The coefficients of the rule ``logistic``; None when too few patches were there."""
    thresholds: tuple[RiskThreshold, ...] = ()

    def __post_init__(self) -> None:
        for name, band in (("band", self.band), ("sure", self.sure or NO_BAND)):
            if not 0 <= band[0] <= band[1] <= 1:
                raise ValueError(f"{name} must be two rising probabilities, not {list(band)}")
        if self.rho is not None and not 0 <= self.rho <= 1:
            raise ValueError(f"rho must lie in 0..1, not {self.rho:g}")
        if any(not 0 <= one.threshold <= 1 for one in self.thresholds):
            raise ValueError("a threshold must lie in 0..1")
