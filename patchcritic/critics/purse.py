"""How much a run may spend, asked before every call."""

from __future__ import annotations


class Purse:
    """Money for the calls of a run, whichever critics make them."""

    def __init__(self, max_usd: float) -> None:
        self.max_usd = max_usd
