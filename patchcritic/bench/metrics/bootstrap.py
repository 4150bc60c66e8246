"""95 % intervals by drawing whole clusters: tests of one repository are no independent draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random

from patchcritic.bench.metrics.cases import Measure, Row
from patchcritic.bench.metrics.probability import find_quantile
from patchcritic.domain.benchmark import Interval

MIN_CLUSTERS = 5
"""Fewer clusters give so few different resamples (10 of 3) that an interval would only pretend."""
MIN_DEFINED = 0.9
"""No interval for a figure that fewer of the resamples define than this share."""
N_RESAMPLES = 1000


def find_clusters(rows: Iterable[Row]) -> tuple[dict[str, int], str]:
    """Each instance's cluster as an index from 0 on, and what the clusters are.

    They are the repositories; below ``MIN_CLUSTERS`` of them the instances, and then the intervals
    speak of more cases from these repositories, not of other repositories.
    """
    repos = {row.instance_id: row.repo for row in rows}
    names = sorted(set(repos.values()))
    if len(names) >= MIN_CLUSTERS:
        index = {name: number for number, name in enumerate(names)}
        return {instance_id: index[repo] for instance_id, repo in repos.items()}, "repository"
    return {instance_id: number for number, instance_id in enumerate(sorted(repos))}, "instance"


def bootstrap(
    measures: Sequence[Measure],
    n_clusters: int,
    *,
    n_resamples: int = N_RESAMPLES,
    seed: int = 0,
) -> dict[str, Interval]:
    """Each figure with its percentile interval; the same ``seed`` gives the same interval.

    Every resample draws ``n_clusters`` clusters with replacement and is measured by all measures.
    ``low`` and ``high`` are None below ``MIN_CLUSTERS`` and where ``MIN_DEFINED`` is not met.
    """
    values = _measure_all(measures, [1] * n_clusters)
    drawn: dict[str, list[float]] = {name: [] for name in values}
    random = Random(seed)
    population = range(n_clusters)
    for _ in range(n_resamples if n_clusters >= MIN_CLUSTERS else 0):
        weights = [0] * n_clusters
        for cluster in random.choices(population, k=n_clusters):
            weights[cluster] += 1
        for name, value in _measure_all(measures, weights).items():
            if value is not None:
                drawn[name].append(value)
    return {name: _make_interval(value, drawn[name], n_resamples) for name, value in values.items()}


def _measure_all(measures: Sequence[Measure], weights: Sequence[int]) -> dict[str, float | None]:
    return {name: value for one in measures for name, value in one(weights).items()}


def _make_interval(value: float | None, drawn: list[float], n_resamples: int) -> Interval:
    if value is None or not drawn or len(drawn) < MIN_DEFINED * n_resamples:
        return Interval(value=value)
    drawn.sort()
    low, high = find_quantile(drawn, 0.025), find_quantile(drawn, 0.975)
    return Interval(value=value, low=low, high=high)
