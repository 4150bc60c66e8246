"""Whether a critic points at the injected faults."""

from __future__ import annotations

from collections.abc import Iterable

Place = tuple[str, int]
"""A path and a line."""


def jaccard(flagged: Iterable[Place], injected: Iterable[Place], *, tolerance: int = 0) -> float:
    """The places both sets name, as a share of the places either names (Critic-V,
    arXiv 2411.18203).

    A flagged place and an injected one are the same when they are in one file and at most
    ``tolerance`` lines apart; each counts once. Nothing flagged where nothing was injected is 1.
    """
    left, right = sorted(set(flagged)), sorted(set(injected))
    n_same = _count_matches(left, right, tolerance)
    n_either = len(left) + len(right) - n_same
    return n_same / n_either if n_either else 1.0


def _count_matches(left: list[Place], right: list[Place], tolerance: int) -> int:
    """Walks both in order: matching the first pair that fits is never worse than another match."""
    n_same = i = j = 0
    while i < len(left) and j < len(right):
        (path, line), (other_path, other_line) = left[i], right[j]
        if path == other_path and abs(line - other_line) <= tolerance:
            n_same, i, j = n_same + 1, i + 1, j + 1
        elif left[i] < right[j]:
            i += 1
        else:
            j += 1
    return n_same
