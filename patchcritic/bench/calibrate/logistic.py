"""A logistic model of named numbers, fitted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import isfinite, log
from statistics import fmean, pstdev

from patchcritic.bench.calibrate.newton import L2, fit_weights
from patchcritic.verdict.logistic import Logistic, Term, Transform, transform

MIN_SPREAD = 1e-9
"""A number that differs by less tells nothing."""


def fit_logistic(
    values: Sequence[Mapping[str, float]],
    truths: Sequence[bool],
    scales: Mapping[str, Transform],
    *,
    rising: Collection[str] = (),
    l2: float = L2,
) -> Logistic:
    """The model of the numbers that ``scales`` names.

    One that is missing counts as the mean, one that never differs is left out, and so is one of
    ``rising`` whose weight would be negative: a score that orders the wrong way round is not
    believed at all, rather than turned around. Of one class alone only the rate is learnt.
    """
    if len(set(truths)) < 2:
        n_passed = sum(truths)
        odds = (n_passed + 1) / (len(truths) - n_passed + 1)
        return Logistic(intercept=log(odds), terms=())
    columns = {}
    shapes = {}
    for name, how in scales.items():
        column = [_read(one.get(name), how) for one in values]
        present = [value for value in column if value is not None]
        spread = pstdev(present) if present else 0.0
        if spread > MIN_SPREAD:
            mean = fmean(present)
            shapes[name] = mean, spread
            columns[name] = [0.0 if value is None else (value - mean) / spread for value in column]
    while True:
        intercept, weights = fit_weights(list(columns.values()), truths, l2=l2)
        found = dict(zip(columns, weights, strict=True))
        wrong = [name for name in found if name in rising and found[name] < 0]
        if not wrong:
            break
        del columns[min(wrong, key=found.__getitem__)]
    return Logistic(
        intercept=intercept,
        terms=tuple(
            Term(
                name=name,
                transform=scales[name],
                mean=shapes[name][0],
                scale=shapes[name][1],
                weight=weight,
            )
            for name, weight in found.items()
        ),
    )


def _read(value: float | None, how: Transform) -> float | None:
    return None if value is None or not isfinite(value) else transform(value, how)
