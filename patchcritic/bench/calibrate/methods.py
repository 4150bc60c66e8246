"""The ways to calibrate that are tried, the plainest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from patchcritic.bench.calibrate.isotonic import fit_isotonic
from patchcritic.bench.calibrate.logistic import fit_logistic
from patchcritic.bench.metrics import read_truth
from patchcritic.domain.benchmark import TestResult
from patchcritic.verdict.calibration import AnyCalibrator, Identity
from patchcritic.verdict.features import FEATURES
from patchcritic.verdict.logistic import Transform

PRIOR = "p_static"
RISING = ("p_raw", PRIOR)
"""A higher one never lowers what comes out."""
_RAW: Mapping[str, Transform] = {"p_raw": "logit"}

Fit = Callable[[Sequence[TestResult]], AnyCalibrator]
"""From labelled rows to a calibrator."""


def fit_identity(_rows: Sequence[TestResult]) -> AnyCalibrator:
    """The raw probability as it is."""
    return Identity()


def fit_steps(rows: Sequence[TestResult]) -> AnyCalibrator:
    """A monotone map of the raw probability."""
    return fit_isotonic([row.p_raw for row in rows], _read_truths(rows))


def fit_platt(rows: Sequence[TestResult]) -> AnyCalibrator:
    """A line through the raw log-odds."""
    return _fit(rows, _RAW)


def fit_with_prior(rows: Sequence[TestResult]) -> AnyCalibrator:
    """The raw log-odds and the model-free prior's, each weighed by what it is worth."""
    return _fit(rows, {**_RAW, PRIOR: FEATURES[PRIOR]})


def fit_with_features(rows: Sequence[TestResult]) -> AnyCalibrator:
    """The raw log-odds and every feature that the rows have."""
    return _fit(rows, {**_RAW, **FEATURES})


METHODS: Mapping[str, Fit] = {
    "identity": fit_identity,
    "platt": fit_platt,
    "isotonic": fit_steps,
    "platt+prior": fit_with_prior,
    "platt+features": fit_with_features,
}


def find_methods(rows: Sequence[TestResult]) -> Mapping[str, Fit]:
    """Those of ``METHODS`` for which the rows have what they need."""
    names = {name for row in rows for name in row.features}
    absent = set()
    if PRIOR not in names:
        absent.add("platt+prior")
    if not names & set(FEATURES) - {PRIOR}:
        absent.add("platt+features")
    return {name: fit for name, fit in METHODS.items() if name not in absent}


def _fit(rows: Sequence[TestResult], scales: Mapping[str, Transform]) -> AnyCalibrator:
    values = [{**row.features, "p_raw": row.p_raw} for row in rows]
    return fit_logistic(values, _read_truths(rows), scales, rising=RISING)


def _read_truths(rows: Sequence[TestResult]) -> list[bool]:
    return [bool(read_truth(row.status)) for row in rows]
