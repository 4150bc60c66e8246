"""From what the user named to instances in repositories below the output folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.bench.mine.cases import split_change
from patchcritic.bench.mine.history import copy_history, find_commits
from patchcritic.bench.mine.packages import PackageSource, make_repository
from patchcritic.domain import Instance
from patchcritic.errors import UsageProblem
from patchcritic.snapshot import Workspace

if TYPE_CHECKING:
    from patchcritic.bench.mine.nouns import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An instance, the repository it lies in, and what its tests need installed."""

    instance: Instance
    repo: Path
    package: PackageSource | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A repository whose commits become instances."""

    repo: Path
    limit: int


def find_origins(source: PackageSource | History, settings: Settings) -> Iterator[Origin]:
    """The instances of a package or of a history.

    Raises:
        RepositoryProblem: a release cannot be had, or the history cannot be read.
    """
    repos = settings.out / "repos"
    if isinstance(source, History):
        yield from _from_history(source, repos)
    else:
        yield _from_package(source, repos)


def check_sources(sources: Sequence[PackageSource | History], settings: Settings) -> None:
    """Refuse what cannot be had without running something.

    Raises:
        UsageProblem: a package has to be downloaded, and nothing may be executed.
    """
    if not sources:
        raise UsageProblem("nothing to mine: give --package NAME==VERSION or --history REPO")
    for source in sources:
        if settings.is_executing or isinstance(source, History) or source.archive is not None:
            continue
        raise UsageProblem(
            f"--package {source.name} is not downloaded without --execute, since pip runs a "
            "source distribution's build script to read its metadata; add --execute, or name "
            "a NAME-VERSION.tar.gz that is here"
        )


def _from_package(source: PackageSource, repos: Path) -> Origin:
    commits = make_repository(source, repos)
    repo = repos / source.repo.replace("/", "__")
    patch = test_patch = ""
    if len(commits) == 2:
        with Workspace.open(repo) as workspace:
            patch, test_patch = split_change(workspace, *commits)
    instance = Instance(
        instance_id=source.instance_id,
        repo=source.repo,
        base_commit=commits[0],
        patch=patch,
        test_patch=test_patch,
        problem_statement=f"Release {source.versions[-1]} of {source.name}.",
        version=source.versions[0],
        environment_setup_commit=commits[0],
    )
    return Origin(instance=instance, repo=repo, package=source)


def _from_history(source: History, repos: Path) -> Iterator[Origin]:
    repo = copy_history(source.repo, repos)
    with Workspace.open(repo) as workspace:
        for commit in find_commits(repo, limit=source.limit):
            patch, test_patch = split_change(workspace, commit.parent_id, commit.commit_id)
            instance = Instance(
                instance_id=f"{repo.name}-{commit.commit_id[:10]}",
                repo=repo.name.replace("__", "/", 1),
                base_commit=commit.parent_id,
                patch=patch,
                test_patch=test_patch,
                problem_statement=commit.message,
                created_at=commit.date,
                environment_setup_commit=commit.parent_id,
            )
            yield Origin(instance=instance, repo=repo)
