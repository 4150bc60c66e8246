"""Finds the text that holds ``[tool.patchcritic]``: in the working tree, or in a revision."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from patchcritic.errors import ConfigProblem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from patchcritic.snapshot import Workspace

FILE_NAME = "pyproject.toml"
MAX_BYTES = 1_000_000
"""Larger files are not read; Django's pyproject.toml has 2,700 bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableSource:
    """Where to look for the table; as it stands, the nearest pyproject.toml of the working tree."""

    file: Path | None = None
    """This file instead; with a revision, relative to the top of the repository."""
    revision: str | None = None
    """Read it from this revision, so that a change cannot say how it is judged."""
    is_ignored: bool = False
    """Read no table at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableText:
    """The text of a TOML file, and how to call it."""

    name: str
    """``pyproject.toml``, or ``main:pyproject.toml`` from a revision."""
    text: str


NO_TEXT = TableText(name="", text="")


def find_text(repo: Path, source: TableSource) -> TableText | None:
    """The file that the source means; None when there is none to read.

    Raises:
        ConfigProblem: a file that was named is not there, or the one found cannot be read.
        RepositoryProblem: there is no such revision.
    """
    if source.is_ignored:
        if source.file is not None or source.revision is not None:
            raise ConfigProblem(
                "--isolated reads no table, so leave --config and --config-from out"
            )
        return None
    if source.revision is not None:
        return _find_in_revision(repo, source.file, source.revision)
    if source.file is not None:
        return _read_file(source.file, top=None)
    for folder, top in _walk_up(repo.absolute()):
        if (folder / FILE_NAME).is_file():
            return _read_file(folder / FILE_NAME, top=top)
    return None


def _walk_up(start: Path) -> Iterator[tuple[Path, Path | None]]:
    """A folder and those above it up to the repository's top, with that top if there is one."""
    folders = (start, *start.parents)
    top = next((folder for folder in folders if (folder / ".git").exists()), None)
    for folder in folders:
        yield folder, top
        if folder == top:
            return


def _read_file(path: Path, *, top: Path | None) -> TableText:
    name = path.name if top is None else str(path.relative_to(top))
    try:
        target = path.resolve(strict=True)
        if top is not None and top.resolve() not in target.parents:
            raise ConfigProblem(f"{name} is a link that leaves the repository; use --config FILE")
        if target.stat().st_size > MAX_BYTES:
            raise ConfigProblem(f"{name} has over {MAX_BYTES:,} bytes; use --isolated and flags")
        return TableText(name=name, text=_decode(target.read_bytes(), name))
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigProblem(f"{name} cannot be read: {reason}; mend it or use --isolated") from None


def _find_in_revision(repo: Path, file: Path | None, revision: str) -> TableText | None:
    from patchcritic.snapshot import Workspace

    with Workspace.open(repo) as workspace:
        snapshot = workspace.snapshot(workspace.resolve(revision))
        known = set(snapshot.paths())
        for path in _candidates(repo, workspace, file):
            if path in known:
                raw = snapshot.read_bytes(path)
                if raw is None or len(raw) > MAX_BYTES:
                    raise ConfigProblem(f"{revision}:{path} has over {MAX_BYTES:,} bytes")
                name = f"{revision}:{path}"
                return TableText(name=name, text=_decode(raw, name))
    if file is not None:
        raise ConfigProblem(f"{revision} holds no file {file}; --config is relative to the top")
    return None


def _candidates(repo: Path, workspace: Workspace, file: Path | None) -> list[str]:
    if file is not None:
        return [file.as_posix()]
    root, folder = workspace.root.resolve(), repo.resolve()
    inside = folder.relative_to(root) if folder.is_relative_to(root) else Path()
    below = PurePosixPath(inside.as_posix())
    return [str(one / FILE_NAME) for one in (below, *below.parents)]


def _decode(raw: bytes, name: str) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigProblem(f"{name} cannot be read as TOML: {error}; store it as UTF-8") from None
