"""Cross-validation across repositories: what is measured was never fitted on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from patchcritic.bench.calibrate.methods import Fit
from patchcritic.bench.metrics import read_truth
from patchcritic.domain.benchmark import TestResult
from patchcritic.errors import UsageProblem

MAX_FOLDS = 10
"""Up to this many repositories each is left out once; more share the folds."""

Keep = Callable[[TestResult], str]

_UNITS: Mapping[str, Keep] = {
    "repository": lambda row: row.repo,
    "instance": lambda row: row.instance_id,
    "submission": lambda row: f"{row.instance_id}\0{row.submission}",
}


OUTSIDE = -1
"""The fold of what has no labelled row, and so was fitted on by nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folds:
    """What is kept together, and in which fold it is."""

    unit: str
    """``repository``, ``instance`` or ``submission``."""
    numbers: Mapping[str, int]

    def find(self, row: TestResult) -> int:
        """The fold of a row, from 0 on."""
        return self.numbers.get(_UNITS[self.unit](row), OUTSIDE)


def make_folds(labelled: Sequence[TestResult]) -> Folds:
    """Share out repositories, the largest first, each into the emptiest fold.

    Of a single repository its instances are shared out, which tells less of other repositories,
    and of a single instance its submissions.

    Raises:
        UsageProblem: there is a single submission.
    """
    for unit, keep in _UNITS.items():
        sizes = Counter(keep(row) for row in labelled)
        if len(sizes) > 1:
            return Folds(unit=unit, numbers=_share_out(sizes))
    raise UsageProblem("calibration needs labelled answers about two submissions or more")


def _share_out(sizes: Mapping[str, int]) -> Mapping[str, int]:
    filled = [0] * min(MAX_FOLDS, len(sizes))
    numbers = {}
    for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
        numbers[name] = filled.index(min(filled))
        filled[numbers[name]] += size
    return numbers


def predict_held_out(fit: Fit, rows: Sequence[TestResult], folds: Folds) -> list[float]:
    """Per row what a calibrator says that was fitted on the labelled rows of the other folds."""
    labelled = [row for row in rows if read_truth(row.status) is not None]
    calibrators = {
        fold: fit([row for row in labelled if folds.find(row) != fold])
        for fold in sorted({folds.find(row) for row in rows})
    }
    return [calibrators[folds.find(row)].apply(row.p_raw, row.features) for row in rows]
