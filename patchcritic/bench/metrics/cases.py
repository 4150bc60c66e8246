"""What every metric is computed from: a prediction beside the truth, in one small noun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from patchcritic.domain import Label, TestStatus, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult

_SAID = {Label.PASS: True, Label.FAIL: False, VerdictLabel.PASS: True, VerdictLabel.FAIL: False}

Row = TestResult | PatchResult
Measure = Callable[[Sequence[int]], Mapping[str, float | None]]
"""Figures by name, given how often each cluster counts: once each for the figures themselves, as
often as it was drawn for a bootstrap resample. None where a figure is not defined."""


class Case(NamedTuple):
    """One prediction whose truth is known; passing is the positive class."""

    p: float | None
    """The predicted probability of passing; None when there is none."""
    said: bool | None
    """True for pass, False for fail, None for an abstention."""
    truth: bool
    cluster: int = 0
    """What it is resampled with: an index from 0 on."""


def read_truth(status: TestStatus | None) -> bool | None:
    """Whether an executed test passed; None when its outcome says nothing of the patch.

    Failed and error are both failures. A skipped test ran none of its assertions, and one that is
    expected to fail turns the meaning of its outcome around: neither tells a right prediction
    from a wrong one, so both are kept out of the metrics.
    """
    if status is TestStatus.PASSED:
        return True
    return False if status in (TestStatus.FAILED, TestStatus.ERROR) else None


def read_p(p: float) -> float | None:
    """A probability, or None for what is none: a NaN, or a number outside 0..1."""
    return p if 0.0 <= p <= 1.0 else None


def read_test_p(row: TestResult) -> float | None:
    """The probability of an answer; what a row without one has (``is_failure``) is filled in."""
    return None if row.features.get("is_failure") else read_p(row.p_pass)


def make_test_cases(rows: Iterable[TestResult], clusters: Mapping[str, int]) -> list[Case]:
    """The rows whose outcome is known; ``clusters`` as ``bootstrap.find_clusters`` gives them."""
    return [
        Case(read_test_p(row), _SAID.get(row.label), truth, clusters.get(row.instance_id, 0))
        for row in rows
        if (truth := read_truth(row.status)) is not None
    ]


def make_patch_cases(rows: Iterable[PatchResult], clusters: Mapping[str, int]) -> list[Case]:
    """The submissions that were judged and are known to be resolved or not."""
    return [
        Case(
            read_p(row.p_pass),
            _SAID.get(row.verdict),
            row.is_resolved,
            clusters.get(row.instance_id, 0),
        )
        for row in rows
        if row.is_resolved is not None and not row.error
    ]


def count_each_once(cases: Sequence[Case]) -> list[int]:
    """Weights with which a measure gives the figures of the cases themselves."""
    return [1] * (max((case.cluster for case in cases), default=0) + 1)


def divide(part: float, whole: float) -> float | None:
    """The share, or None of nothing."""
    return part / whole if whole else None
