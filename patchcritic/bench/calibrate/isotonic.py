"""Isotonic regression by pooling adjacent violators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from patchcritic.verdict.calibration import Isotonic


@dataclass(slots=True)
class _Block:
    """Neighbouring probabilities with one value."""

    first: float
    last: float
    n: int
    n_passed: int

    @property
    def value(self) -> float:
        return self.n_passed / self.n


def pool(p: Sequence[float], truths: Sequence[bool]) -> Iterator[tuple[float, float]]:
    """The points of the best rising step function in the least-squares sense, each step's two
    ends (Ayer et al. 1955); between them values are interpolated, as scikit-learn does."""
    blocks: list[_Block] = []
    ordered = sorted(zip(p, truths, strict=True), key=itemgetter(0))
    for x, group in groupby(ordered, key=itemgetter(0)):
        passed = [truth for _, truth in group]
        blocks.append(_Block(x, x, len(passed), sum(passed)))
        while len(blocks) > 1 and blocks[-2].value >= blocks[-1].value:
            top = blocks.pop()
            below = blocks[-1]
            below.last = top.last
            below.n += top.n
            below.n_passed += top.n_passed
    for block in blocks:
        yield block.first, block.value
        if block.last > block.first:
            yield block.last, block.value


def fit_isotonic(p: Sequence[float], truths: Sequence[bool]) -> Isotonic:
    """The map, held off 0 and 1 by 1/(n + 2) (Laplace's rule): no finite sample makes certain."""
    low = 1 / (len(p) + 2)
    points = list(pool(p, truths))
    return Isotonic(
        x=tuple(x for x, _ in points),
        y=tuple(min(max(y, low), 1 - low) for _, y in points),
    )
