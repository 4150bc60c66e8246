"""A record of each change that a view of the patch does not show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from patchcritic.context.hunks import MAX_WIDTH
from patchcritic.context.piece import Piece
from patchcritic.context.tokens import count_tokens
from patchcritic.domain import DiffLine, Dropped, Hunk, PatchedFile

_REMOVED = "removed comments, docstrings or blank lines"
_LITERAL = "changed lines of a large literal"


def note_hidden(file: PatchedFile, pieces: Iterable[Piece]) -> tuple[Dropped, ...]:
    """What the pieces of one changed file leave out of its hunks."""
    after: set[int] = set()
    before: set[int] = set()
    for piece in pieces:
        (before if piece.role == "changed-before" else after).update(piece.keep)
    found = []
    for hunk in file.hunks:
        sizes = Counter({_REMOVED: 0, _LITERAL: 0})
        for row in find_hidden(hunk, after, before):
            sizes[_REMOVED if row.tag == "-" else _LITERAL] += count_tokens(row.text) + 1
        found += [
            Dropped(title=name_hunk(file, hunk), n_tokens=n_tokens, reason=reason)
            for reason, n_tokens in sizes.items()
            if n_tokens
        ]
    return tuple(found)


def find_hidden(
    hunk: Hunk, after: Collection[int], before: Collection[int]
) -> tuple[DiffLine, ...]:
    """Changed lines of a hunk that are not among the lines shown on their side."""
    return tuple(
        row
        for row in hunk.lines
        if (row.tag == "+" and row.new_line not in after)
        or (row.tag == "-" and row.old_line not in before)
    )


def note_long_lines(file: PatchedFile) -> tuple[Dropped, ...]:
    """Changed lines whose ends are cut."""
    return tuple(
        Dropped(
            title=name_hunk(file, hunk),
            n_tokens=sum(count_tokens(row.text[MAX_WIDTH:]) for row in rows),
            reason="ends of long lines",
        )
        for hunk in file.hunks
        if (rows := [r for r in hunk.lines if r.tag != " " and len(r.text) > MAX_WIDTH])
    )


def name_hunk(file: PatchedFile, hunk: Hunk) -> str:
    """The hunk's path and first line, for a reader."""
    return f"{file.path}:{hunk.new_start}"
