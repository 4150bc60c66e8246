"""What a reader wants to see first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.domain import Label, Prediction

if TYPE_CHECKING:
    from collections.abc import Iterable

_RANK = {Label.FAIL: 0, Label.ABSTAIN: 1, Label.PASS: 2}


def by_urgency(predictions: Iterable[Prediction]) -> tuple[Prediction, ...]:
    """Failing tests first, then abstentions, then passing ones; the surest failure on top."""
    return tuple(sorted(predictions, key=lambda p: (_RANK[p.label], p.p_pass, str(p.node_id))))
