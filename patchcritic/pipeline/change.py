"""From what the user named to two trees: the one before the change and the one after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patchcritic.errors import PatchNotReadable, RepositoryProblem

if TYPE_CHECKING:
    from patchcritic.domain import Patch
    from patchcritic.snapshot import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnderTest:
    """What to judge: a patch on a tree, or the difference between two trees."""

    old: str = "HEAD"
    """The revision or tree that the change starts from."""
    new: str | None = None
    """The revision or tree it leads to; None when another field says so."""
    from_merge_base: bool = False
    """Start from the merge base of ``old`` and HEAD instead of from ``old`` itself."""
    revisions: str | None = None
    """``A..B`` or ``A...B`` as git spells it, in place of ``old`` and ``new``."""
    patch: Patch | None = None
    is_staged: bool = False
    """Judge what is staged in the user's index."""
    test_patch: Patch | None = None
    """Applied last, as SWE-bench does with its tests."""


def build_trees(workspace: Workspace, change: ChangeUnderTest) -> tuple[str, str]:
    """The ids of the trees before and after the change, made outside the repository.

    Raises:
        RepositoryProblem: a revision is unknown.
        PatchDoesNotApply: names the file and the hunk.
        PatchNotReadable: the two trees are the same, so there is nothing to judge.
    """
    old, new = _find_ends(workspace, change)
    for patch in (change.patch, change.test_patch):
        if patch is not None:
            new = workspace.apply(new, patch)
    if new == old:
        raise PatchNotReadable(
            "the change is empty: both sides are the same tree"
            + (", nothing is staged" if change.is_staged else "")
            + "; name a change with --diff, --staged or --base"
        )
    return old, new


def _find_ends(workspace: Workspace, change: ChangeUnderTest) -> tuple[str, str]:
    if change.revisions is not None:
        ends = workspace.parse_range(change.revisions)
        if ends is None:
            raise RepositoryProblem(f"{change.revisions} is no range of two revisions, as in A..B")
        return ends
    if change.from_merge_base:
        old = workspace.resolve(workspace.merge_base(change.old))
    else:
        old = workspace.resolve(change.old)
    if change.is_staged:
        return old, workspace.staged_tree()
    return old, old if change.new is None else workspace.resolve(change.new)
