"""From what the user named to two trees: the one before the change and the one after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from patchcritic.errors import PatchNotReadable

if TYPE_CHECKING:
    from patchcritic.domain import Patch
    from patchcritic.snapshot import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeUnderTest:
    """What to judge: a patch on a tree, or the difference between two trees."""

    old: str = "HEAD"
    """The revision or tree that the change starts from."""
    new: str | None = None
    """The revision or tree it leads to; None when ``patch`` or ``is_staged`` says so."""
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
    old = workspace.resolve(change.old)
    if change.is_staged:
        new = workspace.staged_tree()
    else:
        new = old if change.new is None else workspace.resolve(change.new)
    for patch in (change.patch, change.test_patch):
        if patch is not None:
            new = workspace.apply(new, patch)
    if new == old:
        what = "nothing is staged" if change.is_staged else f"{change.old} already holds all of it"
        raise PatchNotReadable(f"the change is empty: {what}; name a change to judge with --diff")
    return old, new
