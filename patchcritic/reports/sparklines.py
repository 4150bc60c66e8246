"""Curves as one line of text."""

from __future__ import annotations

from collections.abc import Sequence

from patchcritic.domain.benchmark import Bin

BLOCKS = "▁▂▃▄▅▆▇█"


def draw_sparkline(values: Sequence[float | None], *, top: float = 1.0) -> str:
    """One block a value from 0 to ``top``; a space where there is none."""
    return "".join(" " if value is None else _choose_block(value, top) for value in values)


def _choose_block(value: float, top: float) -> str:
    share = min(max(value / top, 0.0), 1.0) if top > 0 else 0.0
    return BLOCKS[min(int(share * len(BLOCKS)), len(BLOCKS) - 1)]


def sample_bins(bins: Sequence[Bin], n_slots: int = 10) -> list[float | None]:
    """The true share of passing at evenly spaced probabilities; None where no bin holds any."""
    middles = ((slot + 0.5) / n_slots for slot in range(n_slots))
    return [
        next((one.share_passed for one in bins if one.low <= middle < one.high), None)
        for middle in middles
    ]


def sample_curve(points: Sequence[tuple[float, float]], n_slots: int = 20) -> list[float | None]:
    """The curve's height at evenly spaced places of 0..1, the last one at 1."""
    places = ((slot + 1) / n_slots for slot in range(n_slots))
    return [next((y for x, y in points if x >= place - 1e-9), None) for place in places]
