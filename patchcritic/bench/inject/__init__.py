"""``patchcritic bench inject``: known faults put into right changes, and who points at them."""

from __future__ import annotations

from patchcritic.bench.inject.making import CaseMaker
from patchcritic.bench.inject.nouns import FaultyCase, InjectRow, PlacedFault
from patchcritic.bench.inject.report import ArmFigures, InjectReport, make_inject_report
from patchcritic.bench.inject.running import Injection, inject_all
from patchcritic.bench.inject.store import InjectStore

__all__ = [
    "ArmFigures",
    "CaseMaker",
    "FaultyCase",
    "InjectReport",
    "InjectRow",
    "InjectStore",
    "Injection",
    "PlacedFault",
    "inject_all",
    "make_inject_report",
]
