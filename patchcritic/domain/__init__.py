"""The shared nouns, in the field's standard terms; they import nothing of ours.

All of them are frozen values. Lines are 1-based and inclusive, paths are relative to the
repository root with ``/`` between parts, probabilities lie in 0..1 and times are seconds. What only
measuring needs stands in ``domain.benchmark`` and is imported from there.
"""

from __future__ import annotations

from patchcritic.domain.answer import (
    Citation,
    CriticFailure,
    Label,
    Opinion,
    Prediction,
    PSource,
    Step,
    Usage,
    Witness,
)
from patchcritic.domain.baseline import Baseline
from patchcritic.domain.code import ChangedSymbol, Snapshot, Snapshots, Span, SymbolKind
from patchcritic.domain.critique import (
    Context,
    Critic,
    CriticRequest,
    Dropped,
    Fact,
    Image,
    Snippet,
)
from patchcritic.domain.decision import Coverage, Evaluation, Gate, Verdict, VerdictLabel
from patchcritic.domain.patch import Change, DiffLine, Hunk, Patch, PatchedFile
from patchcritic.domain.tests import Association, Fixture, NodeId, TestCase, TestStatus
from patchcritic.domain.truth import Instance, LabelledPair, Submission

__all__ = [
    "Association",
    "Baseline",
    "Change",
    "ChangedSymbol",
    "Citation",
    "Context",
    "Coverage",
    "Critic",
    "CriticFailure",
    "CriticRequest",
    "DiffLine",
    "Dropped",
    "Evaluation",
    "Fact",
    "Fixture",
    "Gate",
    "Hunk",
    "Image",
    "Instance",
    "Label",
    "LabelledPair",
    "NodeId",
    "Opinion",
    "PSource",
    "Patch",
    "PatchedFile",
    "Prediction",
    "Snapshot",
    "Snapshots",
    "Snippet",
    "Span",
    "Step",
    "Submission",
    "SymbolKind",
    "TestCase",
    "TestStatus",
    "Usage",
    "Verdict",
    "VerdictLabel",
    "Witness",
]
