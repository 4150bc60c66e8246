"""How well one row's flagged places meet its faults."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from patchcritic.bench.inject.nouns import FlaggedPlace, InjectRow, PlacedFault
from patchcritic.bench.metrics import jaccard


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Figures of one case; shares are expectations where a place is drawn at random."""

    instance_id: str
    repo: str
    jaccard: float
    hit: float
    """Whether any fault is flagged: 0 or 1."""
    n_right: float
    """Flagged places that are near a fault."""
    n_flagged: int
    faults: tuple[tuple[str, float], ...]
    """By fault its operator, and whether it is flagged: 0 or 1."""


def score_row(row: InjectRow, *, tolerance: int) -> Score:
    """The score of all that a row flags."""
    return _score(row, row.flagged, tolerance=tolerance)


def score_random(row: InjectRow, *, tolerance: int) -> Score:
    """The expected score of one of the flagged places drawn at random: the mean over all draws, so
    that no luck is in it."""
    draws = [_score(row, (one,), tolerance=tolerance) for one in row.flagged]
    if not draws:
        return score_row(row, tolerance=tolerance)
    n_draws = len(draws)
    return Score(
        instance_id=row.instance_id,
        repo=row.repo,
        jaccard=sum(one.jaccard for one in draws) / n_draws,
        hit=sum(one.hit for one in draws) / n_draws,
        n_right=sum(one.n_right for one in draws) / n_draws,
        n_flagged=1,
        faults=tuple(
            (fault.operator, sum(one.faults[place][1] for one in draws) / n_draws)
            for place, fault in enumerate(row.faults)
        ),
    )


def _score(row: InjectRow, flagged: Collection[FlaggedPlace], *, tolerance: int) -> Score:
    found = [any(_is_near(one, fault, tolerance) for one in flagged) for fault in row.faults]
    injected = (fault.place for fault in row.faults)
    return Score(
        instance_id=row.instance_id,
        repo=row.repo,
        jaccard=jaccard(flagged, injected, tolerance=tolerance),
        hit=float(any(found)),
        n_right=sum(
            any(_is_near(one, fault, tolerance) for fault in row.faults) for one in flagged
        ),
        n_flagged=len(flagged),
        faults=tuple(
            (fault.operator, float(is_found))
            for fault, is_found in zip(row.faults, found, strict=True)
        ),
    )


def _is_near(place: FlaggedPlace, fault: PlacedFault, tolerance: int) -> bool:
    return place.path == fault.path and abs(place.line - fault.line) <= tolerance
