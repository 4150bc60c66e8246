"""Source distributions turned into commits of a repository."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from patchcritic.bench.mine.git import commit_folder, run_git
from patchcritic.bench.mine.sandbox import clean_environment
from patchcritic.errors import RepositoryProblem, UsageProblem

OWNER = "index"
"""The owner that packages get, since their distributions name none."""
_DOWNLOAD_SECONDS = 600
_SPECIFIER = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)==(?P<old>[\w.!+]+?)(\.\.(?P<new>\w[\w.!+]*))?"
)
_ARCHIVE = re.compile(r"(?P<name>.+)-(?P<version>\d[^-]*)\.tar\.gz")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageSource:
    """One release of a package, or two of them."""

    name: str
    versions: tuple[str, ...]
    """One, or the old one and the new one."""
    archive: Path | None = None
    """A source distribution already here; None when it has to be downloaded."""

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``NAME==VERSION``, ``NAME==OLD..NEW`` or a .tar.gz. Raises ``UsageProblem``."""
        path = Path(text)
        archive = _ARCHIVE.fullmatch(path.name)
        if archive is not None:
            if not path.is_file():
                raise UsageProblem(f"--package {text}: there is no such file")
            return cls(name=_plain(archive["name"]), versions=(archive["version"],), archive=path)
        found = _SPECIFIER.fullmatch(text)
        if found is None:
            raise UsageProblem(
                f"--package {text} is not NAME==VERSION, NAME==OLD..NEW or a source "
                "distribution NAME-VERSION.tar.gz"
            )
        versions = (found["old"], found["new"]) if found["new"] else (found["old"],)
        return cls(name=_plain(found["name"]), versions=versions)

    @property
    def instance_id(self) -> str:
        """``index__NAME-VERSION``, with both versions when there are two."""
        return f"{OWNER}__{self.name}-{'-'.join(self.versions)}"

    @property
    def repo(self) -> str:
        """``index/NAME``."""
        return f"{OWNER}/{self.name}"


def make_repository(source: PackageSource, repos: Path) -> list[str]:
    """Commit each release to the package's repository below ``repos``; the commits' ids.

    Raises:
        RepositoryProblem: a release cannot be downloaded or unpacked; says which and why.
    """
    repo = repos / f"{OWNER}__{source.name}"
    if not repo.is_dir():
        repos.mkdir(parents=True, exist_ok=True)
        run_git(repos, "init", "--quiet", "--bare", "--initial-branch=main", str(repo.resolve()))
    commits = []
    for version in source.versions:
        tag = f"refs/tags/{version}"
        known = run_git(repo, "for-each-ref", "--format=%(objectname)", tag).strip()
        commits.append(known or _commit_release(source, version, repo.resolve()))
        run_git(repo, "update-ref", tag, commits[-1])
    return commits


def _commit_release(source: PackageSource, version: str, repo: Path) -> str:
    with tempfile.TemporaryDirectory(prefix="patchcritic-mine-") as name:
        scratch = Path(name).resolve()
        archive = source.archive or _download(f"{source.name}=={version}", scratch)
        folder = scratch / "unpacked"
        try:
            with tarfile.open(archive) as packed:
                packed.extractall(folder, filter="data")
            (top,) = folder.iterdir()
        except (OSError, tarfile.TarError, ValueError) as error:
            raise RepositoryProblem(f"{archive.name} cannot be unpacked: {error}") from None
        for leftover in top.rglob("*.egg-info"):
            if leftover.is_dir():
                shutil.rmtree(leftover)
        return commit_folder(repo, top, f"{source.name} {version}")


def _download(specifier: str, scratch: Path) -> Path:
    folder = scratch / "sdists"
    words = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    try:
        done = subprocess.run(
            [*words, "--no-binary", ":all:", specifier],
            env=clean_environment(scratch, is_installing=True),
            capture_output=True,
            timeout=_DOWNLOAD_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RepositoryProblem(f"the download of {specifier} takes too long") from None
    archives = sorted(folder.glob("*.tar.gz")) if folder.is_dir() else []
    if done.returncode != 0 or not archives:
        reason = done.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2]
        raise RepositoryProblem(f"no source distribution of {specifier}: {reason or 'a zip file'}")
    return archives[0]


def _plain(name: str) -> str:
    """The normalised name of PEP 503."""
    return re.sub(r"[-_.]+", "-", name).lower()
