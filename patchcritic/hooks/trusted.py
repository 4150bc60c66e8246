"""Whose ``[tool.patchcritic]`` counts: the user's, never that of what is being merged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.hooks.kinds import HookKind

if TYPE_CHECKING:
    from patchcritic.snapshot.git import Git

# The merge, the commit after its conflicts or after a squash, a cherry-pick, a revert: what is in
# the work tree is in part somebody else's until it is committed.
_UNDER_WAY = ("MERGE_HEAD", "SQUASH_MSG", "CHERRY_PICK_HEAD", "REVERT_HEAD")
_REBASES = ("rebase-merge/orig-head", "rebase-apply/orig-head")


def find_trusted(kind: HookKind, git_dir: Path, git: Git) -> str | None:
    """The commit whose settings count; None when they are the work tree's own.

    While something is being taken over it is the commit that the user started from: HEAD, or in
    a rebase, where HEAD is the other side already, the branch as it was.
    """
    for name in _REBASES:
        if (git_dir / name).is_file():
            return (git_dir / name).read_text(encoding="ascii", errors="replace").strip()
    is_under_way = kind is HookKind.PRE_MERGE_COMMIT or any(
        (git_dir / name).exists() for name in _UNDER_WAY
    )
    if is_under_way and git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").code == 0:
        return "HEAD"
    return None
