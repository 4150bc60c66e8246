"""Hunks as text, for files that are not shown as code and for the plainer modes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from patchcritic.domain import Change, Hunk, PatchedFile

MAX_WIDTH = 400
"""Characters of a line that are shown; longer ones are data or minified code."""
HUNK_MARK = "@@"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLines:
    """Which lines of a file the patch touches, on both sides."""

    added: frozenset[int]
    removed: frozenset[int]
    cut_points: tuple[int, ...]
    """Patched lines right behind a place where lines were only removed."""
    insertion_points: tuple[int, ...]
    """Base lines right behind a place where lines were only added."""


def find_changed_lines(file: PatchedFile) -> ChangedLines:
    """Read the touched lines off a file's hunks."""
    added: set[int] = set()
    removed: set[int] = set()
    cuts: list[int] = []
    insertions: list[int] = []
    for hunk in file.hunks:
        for old, n_old, new, n_new in _iter_runs(hunk):
            removed.update(range(old, old + n_old))
            added.update(range(new, new + n_new))
            if not n_new:
                cuts.append(new)
            if not n_old:
                insertions.append(old)
    return ChangedLines(
        added=frozenset(added),
        removed=frozenset(removed),
        cut_points=tuple(cuts),
        insertion_points=tuple(insertions),
    )


def show_hunks(file: PatchedFile, lines: Sequence[str] = (), n_context: int | None = None) -> str:
    """The file's hunks as a unified diff.

    With ``n_context`` each is widened to that many lines of the patched file, ``lines``.
    """
    shown = [_describe_change(file)]
    last = 0
    for hunk in file.hunks:
        rows = [(row.new_line, f"{row.tag}{row.text}") for row in hunk.lines]
        first, end = hunk.new_start, hunk.new_start + max(hunk.new_length, 1)
        if n_context is not None and lines:
            start = max(last + 1, first - max(n_context - 3, 0), 1)
            stop = min(end + max(n_context - 3, 0), len(lines) + 1)
            head = [(number, f" {lines[number - 1]}") for number in range(start, first)]
            tail = [(number, f" {lines[number - 1]}") for number in range(end, stop)]
            fresh = [row for row in rows if row[0] is None or row[0] > last]
            rows = [*head, *fresh, *tail]
        numbers = [number for number, _ in rows if number is not None]
        shown.append(f"{HUNK_MARK} {min(numbers, default=first)} {HUNK_MARK}")
        shown.extend(text[:MAX_WIDTH] for _, text in rows)
        last = max(numbers, default=last)
    return "\n".join(shown)


def count_changes(file: PatchedFile) -> str:
    """``+added -removed`` lines, as ``git diff --stat`` counts them."""
    tags = [row.tag for hunk in file.hunks for row in hunk.lines]
    return f"+{tags.count('+')} -{tags.count('-')}"


def _describe_change(file: PatchedFile) -> str:
    words: list[str] = [file.change.value.replace("_", " ")]
    if file.old_path and file.old_path != file.path:
        words.append(f"from {file.old_path}")
    if file.is_binary:
        words.append("(binary)")
    if file.change is Change.MODE_CHANGED or file.old_mode != file.new_mode:
        words.append(f"mode {file.old_mode} -> {file.new_mode}")
    return f"# {' '.join(words)}"


def _iter_runs(hunk: Hunk) -> Iterator[tuple[int, int, int, int]]:
    """Each run of changed lines: first base line, count, first patched line, count."""
    # A side of length 0 is counted from the line before it (git's unified format).
    old = hunk.old_start + (hunk.old_length == 0)
    new = hunk.new_start + (hunk.new_length == 0)
    n_old = n_new = 0
    for row in hunk.lines:
        if row.tag == " ":
            if n_old or n_new:
                yield old, n_old, new, n_new
            old, new = old + n_old + 1, new + n_new + 1
            n_old = n_new = 0
        else:
            n_old += row.tag == "-"
            n_new += row.tag == "+"
    if n_old or n_new:
        yield old, n_old, new, n_new
