"""What a run needs of the machine: Python, git, the repository, optional packages."""

from __future__ import annotations

import os
import platform
import re
import sys
from importlib import import_module
from pathlib import Path

from patchcritic.cli.doctor.nouns import Check, State
from patchcritic.errors import RepositoryProblem

OLDEST_PYTHON = (3, 11)
OLDEST_GIT = (2, 31)
"""The first that takes ``rev-parse --path-format``."""
GRAMMARS = ("tree_sitter", "tree_sitter_javascript", "tree_sitter_typescript")


def check_python() -> Check:
    """The interpreter this runs under."""
    version = platform.python_version()
    details = {"version": version, "path": sys.executable, "platform": platform.platform()}
    if sys.version_info < OLDEST_PYTHON:
        message = f"Python {version} is too old: install 3.11 or newer."
        return Check(name="python", state=State.FAIL, message=message, details=details)
    message = f"Python {version} on {platform.system()} {platform.machine()}."
    return Check(name="python", state=State.OK, message=message, details=details)


def check_git() -> Check:
    """Whether git is there and new enough."""
    from patchcritic.snapshot.git import Git, first_line

    try:
        result = Git(Path(os.sep), {}).run("version")
    except RepositoryProblem as error:
        return Check(name="git", state=State.FAIL, message=f"{_as_sentence(error)}")
    said = first_line(result.out)
    version = read_git_version(said)
    details = {"version": said.removeprefix("git version ")}
    if version is None:
        message = f"git does not say its version ({said or result.reason}): install git anew."
        return Check(name="git", state=State.FAIL, message=message, details=details)
    shown = ".".join(str(part) for part in version)
    if version < OLDEST_GIT:
        message = f"git {shown} is too old: install 2.31 or newer."
        return Check(name="git", state=State.FAIL, message=message, details=details)
    return Check(name="git", state=State.OK, message=f"git {shown}.", details=details)


def read_git_version(text: str) -> tuple[int, ...] | None:
    """The numbers in what ``git version`` prints; None when there are none."""
    found = re.search(r"(\d+)\.(\d+)(?:\.(\d+))?", text)
    return tuple(int(part) for part in found.groups() if part) if found else None


def check_repository(repo: Path) -> Check:
    """Whether git reads the repository: there, not damaged, and trusted (safe.directory)."""
    from patchcritic.snapshot.git import Git
    from patchcritic.snapshot.location import find_repository

    try:
        location = find_repository(repo, Git(repo, {}))
    except RepositoryProblem as error:
        # Without --repo the folder one happens to stand in need not be a repository.
        is_elsewhere = repo == Path() and "not in a git repository" in str(error)
        state = State.SKIP if is_elsewhere else State.FAIL
        return Check(name="repository", state=state, message=_as_sentence(error))
    details = {"root": str(location.root), "is_shallow": location.is_shallow}
    if location.is_shallow:
        message = (
            f"{location.root} is a shallow clone: --base finds no merge base beyond its history; "
            "`git fetch --unshallow` gets the rest."
        )
        return Check(name="repository", state=State.WARN, message=message, details=details)
    message = f"git reads {location.root}."
    return Check(name="repository", state=State.OK, message=message, details=details)


def check_languages() -> Check:
    """Whether the grammars for JavaScript and TypeScript are installed and load."""
    missing = []
    for name in GRAMMARS:
        try:
            import_module(name)
        except ImportError:
            missing.append(name)
    details = {"missing": missing}
    if missing:
        message = (
            f"Only Python is read: {' and '.join(missing)} cannot be imported; "
            "`pip install 'patchcritic[languages]'` adds JavaScript and TypeScript."
        )
        return Check(name="languages", state=State.SKIP, message=message, details=details)
    message = "Python, JavaScript and TypeScript are read."
    return Check(name="languages", state=State.OK, message=message, details=details)


def _as_sentence(error: Exception) -> str:
    text = str(error).rstrip(".")
    return f"{text[:1].upper() if not text.startswith('git') else text[:1]}{text[1:]}."
