"""Sections of a diff to the nouns of the domain; unidiff parses the hunks."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, cast

from unidiff.errors import UnidiffParseError
from unidiff.patch import PatchSet

from patchcritic.diff.names import (
    DEV_NULL,
    common_strip,
    has_known_prefix,
    split_names,
    strip_name,
    unquote,
)
from patchcritic.diff.sections import Section, split_sections
from patchcritic.diff.testpaths import is_test_path
from patchcritic.domain import Change, DiffLine, Hunk, Patch, PatchedFile
from patchcritic.errors import PatchNotReadable

MAX_DIFF_BYTES = 50_000_000
"""Of a diff; larger ones are of generated or binary files, which nobody judges by reading."""
MAX_DIFF_FILES = 20_000
_SMALLER = "leave generated and binary files out of it, as in git diff -- . ':!vendor'"
_CRLF_HEADER = re.compile(r"^(diff --git |--- |@@ -)[^\n]*\r$", re.MULTILINE)
_LF_HEADER = re.compile(r"^(diff --git |--- |@@ -)[^\n]*[^\r\n]$", re.MULTILINE)


def parse_patch(text: str) -> Patch:
    """Read a diff as git, ``diff -u`` or ``git format-patch`` print it.

    The text is kept for ``git apply`` byte for byte, but for a missing last line end, and for
    the line ends of a diff whose very headers end in CRLF, which a mail or an editor changed.

    Raises:
        PatchNotReadable: the text is no diff, is empty, or names a path outside the repository.
    """
    if len(text) > MAX_DIFF_BYTES:
        raise PatchNotReadable(f"the diff has over {MAX_DIFF_BYTES:,} bytes; {_SMALLER}")
    text = _normalise(text)
    sections = split_sections(text)
    if len(sections) > MAX_DIFF_FILES:
        raise PatchNotReadable(f"the diff changes over {MAX_DIFF_FILES:,} files; {_SMALLER}")
    if not sections:
        raise PatchNotReadable(
            "the text is not a diff: it has no changed file with a 'diff --git' header or with "
            "'---', '+++' and '@@' lines; make one with git diff"
        )
    strip = _find_strip(sections)
    files = tuple(_build_file(section, strip) for section in sections)
    return Patch(files=files, text=text, strip=strip)


def read_patch(path: Path) -> Patch:
    """Read a diff from a file. Raises PatchNotReadable naming the file."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_DIFF_BYTES + 1)
    except OSError as error:
        raise PatchNotReadable(f"{path} cannot be read: {error.strerror}") from error
    try:
        return parse_patch(_decode(raw))
    except PatchNotReadable as error:
        raise PatchNotReadable(f"{path}: {error}") from error


def _decode(raw: bytes) -> str:
    # PowerShell 5 redirects (git diff > x.patch) into UTF-16 with a byte order mark.
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", "replace").replace("\r\n", "\n")
    return raw.removeprefix(codecs.BOM_UTF8).decode("utf-8", "surrogateescape")


def _normalise(text: str) -> str:
    if not text.strip():
        raise PatchNotReadable("the diff is empty: there is nothing to judge")
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise PatchNotReadable(f"the diff is not text: {error.reason}") from error
    if _CRLF_HEADER.search(text) and not _LF_HEADER.search(text):
        text = text.replace("\r\n", "\n")
    return text if text.endswith("\n") else f"{text}\n"


def _find_strip(sections: list[Section]) -> int:
    votes = {vote for section in sections if (vote := _vote(section)) is not None}
    if len(votes) > 1:
        raise PatchNotReadable(
            "some files of the diff carry prefixes (a/ and b/) and some do not; "
            "make the whole diff in one way"
        )
    if votes:
        return votes.pop()
    names = [
        name
        for section in sections
        for name in (section.old_name, section.new_name)
        if name not in (None, DEV_NULL)
    ]
    return int(bool(names) and all(has_known_prefix(str(name)) for name in names))


def _vote(section: Section) -> int | None:
    """How many leading folders one file's names say must go; None when they do not tell."""
    old, new = section.old_name, section.new_name
    if section.git_names is not None:
        moved = _moved_names(section)
        if moved is not None:
            git_names = split_names(section.git_names)
            return int(section.git_names != " ".join(moved) and git_names != moved)
        old, new = split_names(section.git_names) or (old, new)
    if old is None or new is None or DEV_NULL in (old, new):
        return None
    return common_strip(old, new)


def _moved_names(section: Section) -> tuple[str, str] | None:
    for verb in ("rename", "copy"):
        old, new = (section.extended.get(f"{verb} {end}") for end in ("from", "to"))
        if old is not None and new is not None:
            return unquote(old), unquote(new)
    return None


def _find_names(section: Section, strip: int) -> tuple[str, str]:
    """The paths before and after, stripped and checked; the same twice unless it moved."""
    moved = _moved_names(section)
    if moved is not None:
        old, new = moved
        return strip_name(old, max(strip - 1, 0)), strip_name(new, max(strip - 1, 0))
    old_name, new_name = section.old_name, section.new_name
    if section.git_names is not None:
        old_name, new_name = split_names(section.git_names) or (old_name, new_name)
    names = [name for name in (new_name, old_name) if name not in (None, DEV_NULL)]
    if not names:
        raise PatchNotReadable(f"the diff header 'diff --git {section.git_names}' names no file")
    paths = [strip_name(str(name), strip) for name in names]
    # As git does for x.py.orig against x.py: both sides are the one file, the shorter name.
    path = paths[1] if len(paths) == 2 and paths[0].startswith(paths[1]) else paths[0]
    return path, path


def _find_change(section: Section, hunks: tuple[Hunk, ...]) -> Change:
    extended = section.extended
    is_first = section.git_names is None and len(hunks) == 1
    if "new file mode" in extended or section.old_name == DEV_NULL:
        return Change.ADDED
    if "deleted file mode" in extended or section.new_name == DEV_NULL:
        return Change.DELETED
    if is_first and (hunks[0].old_start, hunks[0].old_length) == (0, 0):
        return Change.ADDED
    if is_first and (hunks[0].new_start, hunks[0].new_length) == (0, 0):
        return Change.DELETED
    if "rename from" in extended:
        return Change.RENAMED
    if "copy from" in extended:
        return Change.COPIED
    return Change.MODIFIED if hunks or section.is_binary else Change.MODE_CHANGED


def _build_file(section: Section, strip: int) -> PatchedFile:
    old, new = _find_names(section, strip)
    hunks = tuple(_parse_hunks(section))
    change = _find_change(section, hunks)
    extended = section.extended
    _, _, both_modes = extended.get("index", "").partition(" ")
    old_mode = extended.get("old mode") or extended.get("deleted file mode") or both_modes
    new_mode = extended.get("new mode") or extended.get("new file mode") or both_modes
    path = old if change is Change.DELETED else new
    return PatchedFile(
        path=path,
        old_path=None if change is Change.ADDED else old,
        change=change,
        hunks=hunks,
        is_test=is_test_path(path),
        is_binary=section.is_binary,
        old_mode=old_mode or None,
        new_mode=new_mode or None,
    )


def _parse_hunks(section: Section) -> Iterator[Hunk]:
    if not section.hunks:
        return
    try:
        (parsed,) = PatchSet(["--- a/file\n", "+++ b/file\n", *section.hunks])
    except UnidiffParseError as error:
        raise PatchNotReadable(f"a hunk cannot be read: {error}") from error
    for hunk in parsed:
        yield Hunk(
            old_start=hunk.source_start,
            old_length=hunk.source_length,
            new_start=hunk.target_start,
            new_length=hunk.target_length,
            section=hunk.section_header.rstrip("\r"),
            lines=tuple(
                DiffLine(
                    tag=cast(Literal[" ", "+", "-"], line.line_type),
                    text=line.value.removesuffix("\n").removesuffix("\r"),
                    old_line=line.source_line_no,
                    new_line=line.target_line_no,
                )
                for line in hunk
            ),
        )
