"""Whether better submissions are seen to be better: task progress, and agreement of rankings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import mul
from statistics import fmean

from patchcritic.bench.metrics.cases import Measure, divide, read_p, read_test_p, read_truth
from patchcritic.bench.metrics.correlation import kendall, spearman
from patchcritic.domain.benchmark import PatchResult, TestResult

Progress = Mapping[tuple[str, str], tuple[float, float]]
"""By instance and submission the true and the predicted share of passing tests."""
MIN_SHARE = 0.5
"""A submitter is ranked when it has this share of the instances: mean rates over different
instances cannot be compared."""
DIGITS = 12
"""Means of one and the same probability over three and over five tests differ in the 17th digit,
and must not rank."""


def measure_progress(rows: Iterable[TestResult]) -> Progress:
    """Task progress: per submission the share of its tests that pass, and the mean of their
    predicted probabilities, which is the share expected to. Tests without a known outcome or
    without a probability are left out of both."""
    seen: dict[tuple[str, str], list[tuple[bool, float]]] = {}
    for row in rows:
        truth, p = read_truth(row.status), read_test_p(row)
        if truth is not None and p is not None:
            seen.setdefault((row.instance_id, row.submission), []).append((truth, p))
    return {
        key: (_mean([truth for truth, _ in pairs]), _mean([p for _, p in pairs]))
        for key, pairs in seen.items()
    }


def prepare_progress_error(
    progress: Progress, clusters: Mapping[str, int], n_clusters: int
) -> Measure:
    """A measure of ``progress_error``, the mean distance of predicted from true progress."""
    n, gaps = [0] * n_clusters, [0.0] * n_clusters
    for (instance_id, _), (true, predicted) in progress.items():
        n[clusters[instance_id]] += 1
        gaps[clusters[instance_id]] += abs(true - predicted)

    def measure(weights: Sequence[int]) -> Mapping[str, float | None]:
        return {"progress_error": divide(sum(map(mul, weights, gaps)), sum(map(mul, weights, n)))}

    return measure


def prepare_agreement(progress: Progress, clusters: Mapping[str, int], n_clusters: int) -> Measure:
    """A measure of ``spearman`` and ``kendall``: the submissions of one instance ranked by
    predicted and by true progress, and the mean of that over the instances. An instance whose
    submissions are all alike, in truth or as predicted, ranks nothing and does not count."""
    by_instance: dict[str, list[tuple[float, float]]] = {}
    for (instance_id, _), pair in progress.items():
        by_instance.setdefault(instance_id, []).append(pair)
    sums = {name: ([0] * n_clusters, [0.0] * n_clusters) for name in ("spearman", "kendall")}
    for instance_id, pairs in by_instance.items():
        for name, value in _correlate(pairs).items():
            if value is not None:
                sums[name][0][clusters[instance_id]] += 1
                sums[name][1][clusters[instance_id]] += value

    def measure(weights: Sequence[int]) -> Mapping[str, float | None]:
        return {
            name: divide(sum(map(mul, weights, totals)), sum(map(mul, weights, n)))
            for name, (n, totals) in sums.items()
        }

    return measure


def prepare_submitter_agreement(
    rows: Iterable[PatchResult], clusters: Mapping[str, int], n_clusters: int
) -> Measure:
    """A measure of ``spearman_submitters`` and ``kendall_submitters``: who made the submissions,
    ranked by mean ``p_pass`` and by the share really resolved, over ``MIN_SHARE`` of the instances
    at least."""
    rates: dict[str, tuple[list[int], list[float], list[int]]] = {}
    members: dict[str, set[str]] = {}
    for row in rows:
        p = read_p(row.p_pass)
        if row.is_resolved is None or p is None or row.error:
            continue
        empty = ([0] * n_clusters, [0.0] * n_clusters, [0] * n_clusters)
        n, predicted, resolved = rates.setdefault(row.submission, empty)
        cluster = clusters[row.instance_id]
        n[cluster] += 1
        predicted[cluster] += p
        resolved[cluster] += row.is_resolved
        members.setdefault(row.submission, set()).add(row.instance_id)
    n_instances = len(set().union(*members.values()))
    ranked = [rates[name] for name, ids in members.items() if len(ids) >= MIN_SHARE * n_instances]

    def measure(weights: Sequence[int]) -> Mapping[str, float | None]:
        pairs = [
            (
                round(sum(map(mul, weights, resolved)) / total, DIGITS),
                round(sum(map(mul, weights, predicted)) / total, DIGITS),
            )
            for n, predicted, resolved in ranked
            if (total := sum(map(mul, weights, n)))
        ]
        return {f"{name}_submitters": value for name, value in _correlate(pairs).items()}

    return measure


def _mean(values: Sequence[float]) -> float:
    return round(fmean(values), DIGITS)


def _correlate(pairs: Sequence[tuple[float, float]]) -> dict[str, float | None]:
    true, predicted = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return {"spearman": spearman(true, predicted), "kendall": kendall(true, predicted)}
