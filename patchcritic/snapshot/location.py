"""Finds a repository's parts on disk, and says in one sentence why it cannot be read."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from patchcritic.errors import RepositoryProblem
from patchcritic.snapshot.git import Git, GitResult

_QUESTIONS = (
    "--show-object-format",
    "--is-shallow-repository",
    "--path-format=absolute",
    "--git-dir",
    "--git-path",
    "objects",
    "--git-path",
    "index",
    # Last, since git stops here in a bare repository.
    "--show-toplevel",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where the parts of a repository lie; a worktree's are in two places."""

    root: Path
    """Top of the work tree, or the git directory of a bare repository."""
    git_dir: Path
    objects: Path
    index: Path
    object_format: str
    """``sha1`` or ``sha256``."""
    is_shallow: bool


def find_repository(repo: Path, git: Git, *, index: Path | None = None) -> Location:
    """Locate the repository that holds a folder. Raises RepositoryProblem.

    ``index`` stands in for the one of the work tree.
    """
    if not repo.is_dir():
        what = "is not a folder" if repo.exists() else "does not exist"
        raise RepositoryProblem(f"{repo} {what}; point --repo at a git checkout")
    if not os.access(repo, os.R_OK | os.X_OK):
        raise RepositoryProblem(f"{repo} may not be entered; check its permissions")
    result = git.run("rev-parse", *_QUESTIONS)
    answers = result.out.decode("utf-8", "surrogateescape").splitlines()
    if any(answer.startswith("--") for answer in answers):
        raise RepositoryProblem("git is too old; install git 2.31 or newer")
    if len(answers) < 5:
        raise RepositoryProblem(_explain(repo, result))
    object_format, is_shallow, git_dir, objects, usual_index, *root = answers
    return Location(
        root=Path(root[0]) if root else Path(git_dir),
        git_dir=Path(git_dir),
        objects=Path(objects),
        index=index or _find_index(Path(git_dir), Path(usual_index)),
        object_format=object_format,
        is_shallow=is_shallow == "true",
    )


def _find_index(git_dir: Path, index: Path) -> Path:
    """The index that a commit in progress will take: ``git commit -a`` hands hooks its own."""
    inherited = os.environ.get("GIT_INDEX_FILE")
    if inherited and Path(inherited).is_absolute():
        handed = Path(inherited).resolve()
        if git_dir.resolve() in handed.parents:
            return handed
    return index


def _explain(repo: Path, result: GitResult) -> str:
    if "dubious ownership" in result.err:
        return (
            f"git does not trust {repo}, which belongs to another user; if you do, run: "
            f"git config --global --add safe.directory {repo.resolve()}"
        )
    if "not a git repository" in result.err:
        return f"{repo} is not in a git repository; point --repo at a checkout, or run git init"
    return f"git cannot read the repository at {repo}: {result.reason}"
