"""From a hook's surroundings to the changes it judges."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.errors import RepositoryProblem
from patchcritic.hooks.change import HookChange, NoRange
from patchcritic.hooks.kinds import HookKind, name_merged
from patchcritic.hooks.pushed import PushedRef, read_pushed
from patchcritic.hooks.ranges import find_ranges
from patchcritic.snapshot.git import Git
from patchcritic.snapshot.location import find_repository

if TYPE_CHECKING:
    from patchcritic.snapshot import Workspace

_ZEROS = "0" * 40


def find_repo(folder: Path, environment: Mapping[str, str]) -> Path:
    """The folder to open: the one git started the hook in, or the git directory that it exports
    where the work tree does not lead to it (``git --git-dir=D --work-tree=W``)."""
    git_dir = environment.get("GIT_DIR")
    if not git_dir:
        return folder
    handed = (folder / git_dir).resolve()
    try:
        found = find_repository(folder, Git(folder, {})).git_dir.resolve()
    except RepositoryProblem:
        return handed
    return folder if found == handed else handed


def find_index(folder: Path, environment: Mapping[str, str]) -> Path | None:
    """The index that the commit will be made of: ``git commit -a`` and ``git commit FILE`` hand a
    hook one of their own. None when git says nothing."""
    index = environment.get("GIT_INDEX_FILE")
    return folder / index if index else None


def find_staged(
    workspace: Workspace, kind: HookKind, environment: Mapping[str, str]
) -> list[HookChange | NoRange]:
    """What is about to be committed, against HEAD; nothing when that is what HEAD has."""
    if workspace.staged_tree() == workspace.resolve("HEAD"):
        return []
    title = kind.noun
    if kind is HookKind.PRE_MERGE_COMMIT and (merged := name_merged(environment)):
        title = f"merge of {merged}"
    return [HookChange(title=title)]


def find_pushed(
    git: Git, arguments: tuple[str, ...], environment: Mapping[str, str], text: str
) -> list[HookChange | NoRange]:
    """What is about to be pushed, by git's own words or by those of pre-commit, which reads
    standard input itself and passes the first ref on in variables."""
    name = environment.get("PRE_COMMIT_REMOTE_NAME")
    if arguments or name is None:
        remote = arguments[0] if arguments else "the remote"
        return find_ranges(git, read_pushed(text), remote=remote)
    return find_ranges(git, (_read_variables(environment),), remote=name)


def find_given(git: Git, environment: Mapping[str, str]) -> list[HookChange | NoRange]:
    """The range of ``pre-commit run --from-ref A --to-ref B``."""
    old, new = environment["PRE_COMMIT_FROM_REF"], environment["PRE_COMMIT_TO_REF"]
    base = git.run("merge-base", "--end-of-options", old, new)
    start = base.out.decode("ascii").strip() if base.code == 0 else old
    return [HookChange(title=f"{old}..{new}", old=start, new=new)]


def _read_variables(environment: Mapping[str, str]) -> PushedRef:
    local = environment.get("PRE_COMMIT_LOCAL_BRANCH", "HEAD")
    return PushedRef(
        local_ref=local,
        local_id=environment.get("PRE_COMMIT_TO_REF") or local,
        remote_ref=environment.get("PRE_COMMIT_REMOTE_BRANCH", local),
        remote_id=environment.get("PRE_COMMIT_FROM_REF") or _ZEROS,
    )
