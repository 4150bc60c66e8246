"""How per-test predictions are calibrated, and become one decision about the patch."""

from __future__ import annotations

from patchcritic.verdict.apply import apply_profile
from patchcritic.verdict.baseline import (
    KnownTests,
    gate_evaluation,
    regate_updated,
    update_baseline,
)
from patchcritic.verdict.calibrated import CalibratedCritic
from patchcritic.verdict.calibration import Calibrator, Identity, Isotonic
from patchcritic.verdict.combine import RULES
from patchcritic.verdict.features import features_of, measure_answer, measure_request, measure_test
from patchcritic.verdict.logistic import Logistic
from patchcritic.verdict.profile import Figures, Profile, RiskThreshold
from patchcritic.verdict.profile_choice import ProfileChoice, choose_profile
from patchcritic.verdict.profile_file import format_profile, read_profile
from patchcritic.verdict.rules import decide_verdict, is_failing, verdict_without_change
from patchcritic.verdict.thresholds import choose_threshold

__all__ = [
    "RULES",
    "CalibratedCritic",
    "Calibrator",
    "Figures",
    "Identity",
    "Isotonic",
    "KnownTests",
    "Logistic",
    "Profile",
    "ProfileChoice",
    "RiskThreshold",
    "apply_profile",
    "choose_profile",
    "choose_threshold",
    "decide_verdict",
    "features_of",
    "format_profile",
    "gate_evaluation",
    "is_failing",
    "measure_answer",
    "measure_request",
    "measure_test",
    "read_profile",
    "regate_updated",
    "update_baseline",
    "verdict_without_change",
]
