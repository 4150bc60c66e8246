"""Fits how a model's answers are to be read, from a run's rows to a calibration profile."""

from __future__ import annotations

from patchcritic.bench.calibrate.profiles import fit_profile
from patchcritic.bench.calibrate.samples import Arm, read_arm

__all__ = ["Arm", "fit_profile", "read_arm"]
