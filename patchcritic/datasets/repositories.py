"""Where the repositories of a dataset lie on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from patchcritic.domain import Instance
from patchcritic.errors import UsageProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """An instance that cannot be judged here, and why in one line."""

    instance_id: str
    reason: str


class RepositoryFolder:
    """A folder of checkouts or bare repositories, named by instance or by repository.

    Args:
        folder: holds ``<instance_id>``, ``<owner>__<name>`` or ``<name>``, looked up in that order.
        has_commit: tells whether a repository holds a commit; every one is believed to when None.

    Raises:
        UsageProblem: there is no such folder.
    """

    def __init__(self, folder: Path, has_commit: Callable[[Path, str], bool] | None = None) -> None:
        if not folder.is_dir():
            raise UsageProblem(f"--repos {folder} is not a folder; name one that holds checkouts")
        self._folder = folder
        self._has_commit = has_commit

    def find(self, instance: Instance) -> Path | Skipped:
        """The repository of an instance, or the reason why the instance has to be skipped."""
        owner, _, name = instance.repo.rpartition("/")
        names = (instance.instance_id, f"{owner}__{name}" if owner else name, name)
        present = [self._folder / one for one in names if self._is_inside(one)]
        if not present:
            wanted = " or ".join(dict.fromkeys(names))
            return Skipped(
                instance_id=instance.instance_id,
                reason=f"{instance.instance_id}: no repository {wanted} in {self._folder}",
            )
        for repo in present:
            if self._has_commit is None or self._has_commit(repo, instance.base_commit):
                return repo
        return Skipped(
            instance_id=instance.instance_id,
            reason=f"{instance.instance_id}: {present[0]} has no commit {instance.base_commit}",
        )

    def _is_inside(self, name: str) -> bool:
        """A row's own words may not lead out of the folder."""
        is_plain = bool(name) and "/" not in name and "\0" not in name and name not in (".", "..")
        return is_plain and (self._folder / name).is_dir()
