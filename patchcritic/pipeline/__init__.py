"""The only joiner of rooms: parse the diff, find the tests it can affect, show one critic one
test at a time with just the code that matters, and fold the predictions into one verdict."""

from __future__ import annotations

from patchcritic.pipeline.analysis import Analysis, analyse_change
from patchcritic.pipeline.change import ChangeUnderTest
from patchcritic.pipeline.evaluate import evaluate_patch, judge_plan
from patchcritic.pipeline.events import Clock, Event, Listener
from patchcritic.pipeline.plan import Plan, budget_for, prompt_for

__all__ = [
    "Analysis",
    "ChangeUnderTest",
    "Clock",
    "Event",
    "Listener",
    "Plan",
    "analyse_change",
    "budget_for",
    "evaluate_patch",
    "judge_plan",
    "prompt_for",
]
