"""Labelled cases from real code: ``patchcritic bench mine``.

The only place in the product that runs tests, and only when it is told to.
"""

from __future__ import annotations

from patchcritic.bench.mine.mining import mine_cases
from patchcritic.bench.mine.nouns import Limits, Listener, Progress, Settings
from patchcritic.bench.mine.packages import PackageSource
from patchcritic.bench.mine.sandbox import network_wrapper
from patchcritic.bench.mine.sources import History

__all__ = [
    "History",
    "Limits",
    "Listener",
    "PackageSource",
    "Progress",
    "Settings",
    "mine_cases",
    "network_wrapper",
]
