"""The patch side: what a diff says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Change(StrEnum):
    """What a patch does to one file."""

    ADDED = "added"
    DELETED = "deleted"
    MODIFIED = "modified"
    RENAMED = "renamed"
    COPIED = "copied"
    MODE_CHANGED = "mode_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffLine:
    """One line of a hunk, without its tag and without its line end."""

    tag: Literal[" ", "+", "-"]
    text: str
    old_line: int | None = None
    """Line number before the patch; None for an added line."""
    new_line: int | None = None
    """Line number after the patch; None for a removed line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """A run of changed lines; a length of 0 means nothing on that side."""

    old_start: int
    old_length: int
    new_start: int
    new_length: int
    section: str = ""
    """The text git prints behind ``@@``: what precedes the hunk, not what holds it."""
    lines: tuple[DiffLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchedFile:
    """One file of a patch."""

    path: str
    """The path after the patch; for a deleted file the path before it."""
    old_path: str | None
    """The path before the patch; None for an added file."""
    change: Change
    hunks: tuple[Hunk, ...] = ()
    is_test: bool = False
    """Whether the file belongs to the tests: test modules, conftest.py, data under test folders."""
    is_binary: bool = False
    old_mode: str | None = None
    """git's file mode before the patch, for example ``100644``; None when the diff is silent."""
    new_mode: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patch:
    """A parsed diff together with the text that ``git apply`` is given."""

    files: tuple[PatchedFile, ...]
    text: str
    """The diff as read, decoded as UTF-8 with ``surrogateescape`` so that no byte is lost."""
    strip: int = 1
    """Leading path parts to strip, as in ``git apply -p``; 0 for ``--no-prefix`` diffs."""

    @property
    def source_files(self) -> tuple[PatchedFile, ...]:
        """The files that are not tests."""
        return tuple(file for file in self.files if not file.is_test)

    @property
    def test_files(self) -> tuple[PatchedFile, ...]:
        """The files that belong to the tests."""
        return tuple(file for file in self.files if file.is_test)
