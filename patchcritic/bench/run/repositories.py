"""Finds the repository of an instance, and clones what is not here when that is allowed."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from patchcritic.datasets import RepositoryFolder, Skipped
from patchcritic.domain import Instance
from patchcritic.errors import RepositoryProblem, UsageProblem
from patchcritic.snapshot import Workspace

_PROTOCOLS = "file:git:http:https:ssh"
"""Those that fetch and nothing more: git's ``ext`` runs a program that the URL names."""


@dataclass(slots=True)
class Repositories:
    """The repositories of a run.

    Args:
        folder: holds ``<instance_id>``, ``<owner>__<name>`` or ``<name>``, in that order.
        clone_from: a URL with ``{repo}`` in place of ``owner/name``, from which a bare clone is
            put into the folder once for each repository that it lacks; None clones nothing.
    """

    folder: Path
    clone_from: str | None = None
    _tried: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Check the template. Raises ``UsageProblem``."""
        if self.clone_from is not None and "{repo}" not in self.clone_from:
            raise UsageProblem(
                f"--clone-from {self.clone_from} must have {{repo}} in it, as in "
                "https://github.com/{repo}.git"
            )

    def find(self, instance: Instance) -> Path | Skipped:
        """The repository that holds the instance's base commit, or why there is none."""
        known = RepositoryFolder(self.folder, has_commit)
        found = known.find(instance)
        if isinstance(found, Path) or self.clone_from is None or instance.repo in self._tried:
            return found
        self._tried.add(instance.repo)
        problem = self._clone(instance, self.clone_from)
        if problem is not None:
            return Skipped(instance_id=instance.instance_id, reason=f"{found.reason}; {problem}")
        return known.find(instance)

    def _clone(self, instance: Instance, clone_from: str) -> str | None:
        """Clone whole or not at all; what went wrong, if anything did."""
        target = self.folder / instance.repo.replace("/", "__")
        if instance.repo.startswith("-") or "/" in target.name or target.name.startswith("."):
            return f"{instance.repo!r} is no repository's name"
        if target.exists():
            return f"{target} lacks the commit: fetch it there, or delete it to have it cloned"
        partial = target.with_name(f".{target.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        url = clone_from.replace("{repo}", instance.repo)
        words = ("git", "-c", f"core.hooksPath={os.devnull}", "clone", "--bare", "--quiet", "--")
        environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("GIT_")},
            "GIT_ALLOW_PROTOCOL": _PROTOCOLS,
            "GIT_TERMINAL_PROMPT": "0",
        }
        try:
            done = subprocess.run(
                [*words, url, str(partial)], env=environment, capture_output=True, check=False
            )
        except OSError as error:
            return f"git cannot be run: {error.strerror}"
        if done.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            reason = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["no reason"]
            return f"{url} cannot be cloned: {reason[-1]}"
        partial.replace(target)
        return None


def has_commit(repo: Path, commit: str) -> bool:
    """Whether a repository has a commit; False too when it is no repository."""
    try:
        with Workspace.open(repo) as workspace:
            workspace.resolve(commit)
    except RepositoryProblem:
        return False
    return True
