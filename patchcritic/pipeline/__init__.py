"""The only joiner of rooms: parse the diff, find the tests it can affect, show one critic one
test at a time with just the code that matters, and fold the predictions into one verdict.

What asks a critic is loaded on first use: listing tests needs none of it, and starts in half
the time without.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from patchcritic.pipeline.analysis import Analysis, analyse_change
from patchcritic.pipeline.change import ChangeUnderTest
from patchcritic.pipeline.events import Clock, Event, Listener

if TYPE_CHECKING:
    from patchcritic.pipeline.evaluate import evaluate_patch, judge_plan
    from patchcritic.pipeline.plan import Plan, budget_for, prompt_for
    from patchcritic.pipeline.rank import RankOptions, rank_patches
    from patchcritic.pipeline.ranking import Candidate, Ranking
    from patchcritic.pipeline.tracing import TracerMode, Tracing, trace_plan

_ON_USE = {
    "Candidate": "ranking",
    "Plan": "plan",
    "RankOptions": "rank",
    "Ranking": "ranking",
    "TracerMode": "tracing",
    "Tracing": "tracing",
    "budget_for": "plan",
    "evaluate_patch": "evaluate",
    "judge_plan": "evaluate",
    "prompt_for": "plan",
    "rank_patches": "rank",
    "trace_plan": "tracing",
}


def __getattr__(name: str) -> Any:
    if name not in _ON_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_ON_USE[name]}"), name)


__all__ = [
    "Analysis",
    "Candidate",
    "ChangeUnderTest",
    "Clock",
    "Event",
    "Listener",
    "Plan",
    "RankOptions",
    "Ranking",
    "TracerMode",
    "Tracing",
    "analyse_change",
    "budget_for",
    "evaluate_patch",
    "judge_plan",
    "prompt_for",
    "rank_patches",
    "trace_plan",
]
