"""Candidates that are one and the same, and are judged once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from posixpath import basename
from typing import TYPE_CHECKING

from patchcritic.diff import parse_patch
from patchcritic.domain import ChangedSymbol, Patch, PatchedFile, Snapshots
from patchcritic.errors import PatchNotReadable
from patchcritic.impact import find_changes

if TYPE_CHECKING:
    from patchcritic.pipeline.rank_tests import Trial
    from patchcritic.snapshot import Workspace


def find_same(workspace: Workspace, trials: Sequence[Trial]) -> dict[str, str]:
    """For every candidate that is the same as one before it the name of that one.

    Two are the same when their trees are, or when these differ in nothing but formatting,
    comments and docstrings, or in test files that they bring along, by which nobody is judged.
    """
    same: dict[str, str] = {}
    firsts: list[Trial] = []
    for trial in trials:
        twin = next((one for one in firsts if is_same(workspace, one, trial)), None)
        if twin is None:
            firsts.append(trial)
        else:
            same[trial.candidate.name] = twin.candidate.name
    return same


def is_same(workspace: Workspace, one: Trial, other: Trial) -> bool:
    """Whether two candidates cannot be told apart by any test that is there without them."""
    snapshots = _between(one, other)
    if snapshots.base.tree_id == snapshots.patched.tree_id:
        return True
    mine, theirs = _source_paths(one), _source_paths(other)
    return mine == theirs and not find_differences(workspace, one, other)[1]


def find_differences(
    workspace: Workspace, one: Trial, other: Trial
) -> tuple[Patch, tuple[ChangedSymbol, ...]]:
    """The diff from one candidate's tree to the other's, without the test files that they bring
    along, and the symbols whose behaviour differs."""
    snapshots = _between(one, other)
    try:
        patch = parse_patch(workspace.diff(snapshots.base.tree_id, snapshots.patched.tree_id))
    except PatchNotReadable:  # the trees are the same
        return Patch(files=(), text=""), ()
    base = one.analysis.snapshots.base
    files = tuple(
        file for file in patch.files if not _is_own(file) or base.blob_id(file.path) is not None
    )
    patch = replace(patch, files=files)
    changed = find_changes(snapshots, patch, one.analysis.index)
    return patch, tuple(symbol for symbol in changed if not symbol.is_cosmetic)


def _between(one: Trial, other: Trial) -> Snapshots:
    return Snapshots(base=one.analysis.snapshots.patched, patched=other.analysis.snapshots.patched)


def _source_paths(trial: Trial) -> frozenset[str]:
    return frozenset(file.path for file in trial.analysis.patch.source_files)


def _is_own(file: PatchedFile) -> bool:
    """A test file, unless it may change what other tests do."""
    return file.is_test and file.path.endswith(".py") and basename(file.path) != "conftest.py"
