"""A patch as it may be shown: its lines as they stand in the redacted trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from patchcritic.domain import DiffLine, Hunk, Patch, PatchedFile, Snapshot, Snapshots
from patchcritic.redact.redactor import Redactor

_LEFT_OUT = "(binary content left out)"


def redact_patch(
    patch: Patch, redactor: Redactor, trees: tuple[Snapshots, Snapshots] | None = None
) -> Patch:
    """The patch without secrets, and its text without the content of binary files.

    Args:
        patch: a patch that is shown and not applied any more.
        redactor: takes the secrets out.
        trees: before and after the patch, as they are and redacted; with them a hunk in the middle
            of a private key is known for what it is.
    """
    if not redactor.is_on:
        return patch
    files = tuple(_redact_file(file, redactor, trees) for file in patch.files)
    rows = [
        (f"{old.tag}{old.text}", f"{new.tag}{new.text}")
        for before, after in zip(patch.files, files, strict=True)
        for old, new in zip(_iter_lines(before), _iter_lines(after), strict=True)
    ]
    text = "\n".join(_rewrite(patch.text, rows))
    return replace(patch, files=files, text=redactor.redact(text))


def _redact_file(
    file: PatchedFile, redactor: Redactor, trees: tuple[Snapshots, Snapshots] | None
) -> PatchedFile:
    sides: dict[str, tuple[list[str], list[str]]] = {}
    if trees is not None:
        plain, redacted = trees
        old = file.old_path or file.path
        sides["-"] = _read_lines(plain.base, old), _read_lines(redacted.base, old)
        sides["+"] = _read_lines(plain.patched, file.path), _read_lines(redacted.patched, file.path)
    return replace(file, hunks=tuple(_redact_hunk(hunk, redactor, sides) for hunk in file.hunks))


def _redact_hunk(
    hunk: Hunk, redactor: Redactor, sides: dict[str, tuple[list[str], list[str]]]
) -> Hunk:
    # No placeholder holds a line end, so there are as many lines behind as before.
    alone = redactor.redact("\n".join(line.text for line in hunk.lines)).split("\n")
    lines = tuple(
        replace(line, text=_find_shown(line, sides) or text)
        for line, text in zip(hunk.lines, alone, strict=True)
    )
    return replace(hunk, section=redactor.redact(hunk.section), lines=lines)


def _find_shown(line: DiffLine, sides: dict[str, tuple[list[str], list[str]]]) -> str | None:
    """The line in the redacted tree, where it is a redacted one."""
    plain, shown = sides.get("-" if line.tag == "-" else "+", ([], []))
    number = line.old_line if line.tag == "-" else line.new_line
    if number is None or not 0 < number <= len(plain) or plain[number - 1] != line.text:
        return None
    return shown[number - 1] if shown[number - 1] != line.text else None


def _read_lines(tree: Snapshot, path: str) -> list[str]:
    return (tree.read(path) or "").replace("\r\n", "\n").split("\n")


def _iter_lines(file: PatchedFile) -> Iterator[DiffLine]:
    return (line for hunk in file.hunks for line in hunk.lines)


def _rewrite(text: str, rows: list[tuple[str, str]]) -> Iterator[str]:
    """The diff's lines, those of hunks replaced in their order."""
    at, is_binary = 0, False
    for line in text.split("\n"):
        if line == "GIT binary patch":
            is_binary = True
            yield line
            yield _LEFT_OUT
        elif line.startswith("diff --git "):
            is_binary = False
            yield line
        elif at < len(rows) and line.removesuffix("\r") == rows[at][0]:
            yield rows[at][1]
            at += 1
        elif not is_binary:
            yield line
