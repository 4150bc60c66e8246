"""Commits of a history that change both source and tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from patchcritic.bench.mine.candidates import is_source
from patchcritic.bench.mine.git import run_git
from patchcritic.diff import is_test_path

_FIELDS = "%H%x00%P%x00%cI%x00%s%x00%b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A commit with one parent, and what its author wrote."""

    commit_id: str
    parent_id: str
    date: str
    message: str


def copy_history(repo: Path, repos: Path) -> Path:
    """Copy a repository, bare, to ``repos``; its own folder when it is there already.

    Raises:
        RepositoryProblem: it is no repository.
    """
    top = Path(run_git(repo, "rev-parse", "--path-format=absolute", "--git-common-dir").strip())
    name = (top.parent if top.name == ".git" else top).name.removesuffix(".git")
    target = repos / f"local__{name}"
    if not target.is_dir():
        repos.mkdir(parents=True, exist_ok=True)
        partial = repos / f".{target.name}.partial"
        run_git(repos, "clone", "--quiet", "--bare", "--no-hardlinks", str(top), str(partial))
        partial.rename(target)
    return target


def find_commits(repo: Path, *, limit: int) -> Iterator[Commit]:
    """The newest commits that change source and tests, merges left out, at most ``limit``."""
    n_found = 0
    for commit_id in run_git(repo, "rev-list", "--no-merges", "HEAD").split():
        if n_found == limit:
            return
        changed = run_git(
            repo, "diff-tree", "-r", "--no-commit-id", "--name-only", "-z", commit_id
        ).split("\0")
        has_tests = any(path.endswith(".py") and is_test_path(path) for path in changed)
        if has_tests and any(is_source(path) for path in changed):
            text = run_git(repo, "show", "--no-patch", f"--format={_FIELDS}", commit_id)
            own, parent, date, *words = text.split("\0")
            n_found += 1
            yield Commit(
                commit_id=own,
                parent_id=parent,
                date=date,
                message="\n\n".join(words).strip(),
            )
