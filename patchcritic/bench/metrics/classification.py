"""Metrics of labels: what was called a pass or a fail, and how often that was right.

Abstentions are in none of them but ``abstention`` and ``coverage``. Passing is the positive class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import mul

from patchcritic.bench.metrics.cases import Case, Measure, divide


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Counts of truth against label."""

    tp: int = 0
    """Passing, called a pass."""
    fp: int = 0
    """Failing, called a pass: the dear mistake of a gate."""
    tn: int = 0
    fn: int = 0
    unsaid_passing: int = 0
    """Passing, and the arm abstained."""
    unsaid_failing: int = 0

    @property
    def n_labelled(self) -> int:
        """Cases with a label."""
        return self.tp + self.fp + self.tn + self.fn

    @property
    def n_abstained(self) -> int:
        """Cases without one."""
        return self.unsaid_passing + self.unsaid_failing


_FIELDS = {
    (True, True): "tp",
    (False, True): "fp",
    (False, False): "tn",
    (True, False): "fn",
    (True, None): "unsaid_passing",
    (False, None): "unsaid_failing",
}


def count_confusion(cases: Iterable[Case]) -> Confusion:
    """The confusion matrix of the cases, abstentions apart."""
    counts = Counter(_FIELDS[case.truth, case.said] for case in cases)
    return Confusion(**counts)


def describe_confusion(confusion: Confusion, *, unsaid: str = "abstain") -> dict[str, int]:
    """Counts under ``truth/label``, such as ``failed/pass``; ``unsaid`` names no label."""
    names = {True: "pass", False: "fail", None: unsaid}
    return {
        f"{'passed' if truth else 'failed'}/{names[said]}": getattr(confusion, field)
        for (truth, said), field in _FIELDS.items()
    }


def accuracy(confusion: Confusion) -> float | None:
    """The share of labels that are right."""
    return divide(confusion.tp + confusion.tn, confusion.n_labelled)


def recall_pass(confusion: Confusion) -> float | None:
    """The share of passing cases called a pass."""
    return divide(confusion.tp, confusion.tp + confusion.fn)


def tnr(confusion: Confusion) -> float | None:
    """The share of failing cases that are caught: the true negative rate."""
    return divide(confusion.tn, confusion.tn + confusion.fp)


def precision_pass(confusion: Confusion) -> float | None:
    """The share of calls of a pass that are right."""
    return divide(confusion.tp, confusion.tp + confusion.fp)


def precision_fail(confusion: Confusion) -> float | None:
    """The share of calls of a failure that are right: one less the share of false alarms."""
    return divide(confusion.tn, confusion.tn + confusion.fn)


def balanced_accuracy(confusion: Confusion) -> float | None:
    """The mean of both classes' recalls; None when a class is not there."""
    passing, failing = recall_pass(confusion), tnr(confusion)
    return None if passing is None or failing is None else (passing + failing) / 2


def f1_pass(confusion: Confusion) -> float | None:
    """F1 with passing as the positive class; None when nothing passes and nothing is said to."""
    wrong = confusion.fp + confusion.fn
    return divide(2 * confusion.tp, 2 * confusion.tp + wrong)


def f1_fail(confusion: Confusion) -> float | None:
    """F1 with failing as the positive class; None when nothing fails and nothing is said to."""
    wrong = confusion.fp + confusion.fn
    return divide(2 * confusion.tn, 2 * confusion.tn + wrong)


def compute_label_figures(confusion: Confusion) -> dict[str, float | None]:
    """Every figure that follows from a confusion matrix, by name."""
    n_cases = confusion.n_labelled + confusion.n_abstained
    n_passing = confusion.tp + confusion.fn + confusion.unsaid_passing
    return {
        "accuracy": accuracy(confusion),
        "balanced_accuracy": balanced_accuracy(confusion),
        "precision_pass": precision_pass(confusion),
        "recall_pass": recall_pass(confusion),
        "f1_pass": f1_pass(confusion),
        "precision_fail": precision_fail(confusion),
        "tnr": tnr(confusion),
        "f1_fail": f1_fail(confusion),
        "abstention": divide(confusion.n_abstained, n_cases),
        "coverage": divide(confusion.n_labelled, n_cases),
        "share_passing": divide(n_passing, n_cases),
    }


def prepare_label_figures(cases: Sequence[Case], n_clusters: int) -> Measure:
    """A measure of ``compute_label_figures``: counts are summed once per cluster."""
    columns = {field: [0] * n_clusters for field in _FIELDS.values()}
    for case in cases:
        columns[_FIELDS[case.truth, case.said]][case.cluster] += 1

    def measure(weights: Sequence[int]) -> Mapping[str, float | None]:
        sums = {field: sum(map(mul, weights, column)) for field, column in columns.items()}
        return compute_label_figures(Confusion(**sums))

    return measure
