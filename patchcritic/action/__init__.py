"""The way in from a workflow of GitHub Actions: what runs, what it is about, what it leaves.

The rest of the Action is ``action.yml`` at the top, and ``patchcritic action``, which joins them.
"""

from __future__ import annotations

from patchcritic.action.ends import Ends, NothingToJudge, find_ends
from patchcritic.action.event import Event, read_event
from patchcritic.action.inputs import Inputs, read_inputs
from patchcritic.action.step import Step

__all__ = [
    "Ends",
    "Event",
    "Inputs",
    "NothingToJudge",
    "Step",
    "find_ends",
    "read_event",
    "read_inputs",
]
