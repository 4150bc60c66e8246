"""Releases of strangers' packages as git repositories: real input that none of us wrote."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Releases:
    """Two releases of a package in a row, whose source distributions hold their tests."""

    name: str
    old: str
    new: str
    import_folder: str = "."
    """Where the package stands, for pytest to import it when it collects."""


PACKAGES = (
    Releases(name="cachetools", old="5.4.0", new="5.5.0", import_folder="src"),
    Releases(name="more-itertools", old="10.6.0", new="10.7.0"),
    Releases(name="click", old="8.1.7", new="8.1.8", import_folder="src"),
    Releases(name="parse", old="1.20.1", new="1.20.2"),
)


class IndexUnreachable(RuntimeError):
    """The package index does not give the source distributions; says what pip said."""


def make_repositories(packages: Sequence[Releases], folder: Path) -> dict[str, Path]:
    """One repository per package with the tags ``base`` and ``next``, ``next`` checked out.

    Raises:
        IndexUnreachable: a source distribution cannot be had.
    """
    pairs = [(item, version) for item in packages for version in (item.old, item.new)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        archives = list(pool.map(lambda p: _download(p[0].name, p[1], folder), pairs))
    found = {}
    for place, item in enumerate(packages):
        repo = folder / "repositories" / item.name
        repo.mkdir(parents=True)
        run_git(repo, "init", "--quiet", "--initial-branch=main")
        _commit(repo, archives[2 * place], tag="base")
        _commit(repo, archives[2 * place + 1], tag="next")
        found[item.name] = repo
    return found


def _download(name: str, version: str, folder: Path) -> Path:
    dest = folder / "archives" / f"{name}-{version}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--disable-pip-version-check", "--no-binary", ":all:", "--dest", str(dest)]
    done = subprocess.run(
        [*command, f"{name}=={version}"], capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise IndexUnreachable(f"{name} {version} cannot be downloaded: {reason}")
    return next(dest.glob("*.tar.gz"))


def _commit(repo: Path, archive: Path, *, tag: str) -> None:
    """Replace the work tree by the archive's content and commit it."""
    if any(path.name != ".git" for path in repo.iterdir()):
        run_git(repo, "rm", "-r", "--quiet", "--force", ".")
    with tarfile.open(archive) as source:
        for member in source.getmembers():
            _, _, member.name = member.name.partition("/")
            if member.name and member.isreg():
                source.extract(member, repo, filter="data")
    run_git(repo, "add", "--all", "--force")
    run_git(repo, "commit", "--quiet", "-m", archive.name.removesuffix(".tar.gz"))
    run_git(repo, "tag", tag)


def run_git(repo: Path, *arguments: str) -> str:
    """What git prints, without the user's configuration."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ["-c", "user.name=bench", "-c", "user.email=bench@example.org"]
    done = subprocess.run(
        ["git", *identity, *arguments],
        cwd=repo,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def collect_with_pytest(repo: Path, item: Releases) -> set[str]:
    """The node ids that ``pytest --collect-only -q`` prints for the checked-out tree."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
    environment |= {
        "PYTHONPATH": str(repo / item.import_folder),
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        command, cwd=repo, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    lines = done.stdout.partition("\n\n")[0].splitlines()
    found = {line for line in lines if "::" in line and not line.startswith(("ERROR ", "FAILED "))}
    if not found:
        raise RuntimeError(f"pytest collects nothing in {repo.name}:\n{done.stdout[-1500:]}")
    return found
