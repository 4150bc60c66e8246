"""Where git looks for a repository's hooks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from patchcritic.errors import UsageProblem
from patchcritic.snapshot.git import Git
from patchcritic.snapshot.location import Location, find_repository


@dataclass(frozen=True, slots=True, kw_only=True)
class HooksFolder:
    """A folder of hooks, and who else is served by it."""

    path: Path
    root: Path
    """Top of the work tree."""
    is_configured: bool
    """Whether ``core.hooksPath`` names it."""

    @property
    def note(self) -> str:
        """What a user should know about it; empty for the usual place."""
        if not self.is_configured:
            return ""
        if self.path.is_relative_to(self.root):
            return f"core.hooksPath names {self.path}, which lies in the work tree"
        return f"core.hooksPath names {self.path}, which serves every repository that names it"


def find_hooks_folder(repo: Path) -> HooksFolder:
    """The folder that git runs hooks from: ``core.hooksPath``, or the one of the repository, which
    its work trees share.

    Raises:
        RepositoryProblem: the folder is in no repository.
        UsageProblem: hooks are turned off, or another tool owns the folder.
    """
    git = Git(repo, {})
    location = find_repository(repo, git)
    configured = _read_hooks_path(git)
    if configured is None:
        common = git.run("rev-parse", "--path-format=absolute", "--git-common-dir")
        path = Path(os.fsdecode(common.out.removesuffix(b"\n"))) / "hooks"
        return HooksFolder(path=path, root=location.root, is_configured=False)
    return HooksFolder(path=_resolve(configured, location), root=location.root, is_configured=True)


def _read_hooks_path(git: Git) -> str | None:
    # The last value is the one that our own git is started with, so that it runs no hook.
    values = git.run("config", "--null", "--type=path", "--get-all", "core.hooksPath").out
    *others, _ours = os.fsdecode(values).rstrip("\0").split("\0")
    return others[-1] if others else None


def _resolve(configured: str, location: Location) -> Path:
    if configured in ("", os.devnull):
        raise UsageProblem(
            "core.hooksPath turns hooks off in this repository; run: git config --unset "
            "core.hooksPath"
        )
    path = Path(configured)
    # Git starts hooks at the top of the work tree, and takes a relative path from there.
    path = path if path.is_absolute() else location.root / path
    if path.parts[-2:] == (".husky", "_"):
        raise UsageProblem(
            f"husky owns {path} and makes it anew; write the line `patchcritic hook run TYPE -- "
            f'"$@"` to {path.parent}/TYPE instead'
        )
    return path
