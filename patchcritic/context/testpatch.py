"""What the patch changes in test code: each test is shown what it uses, the rest is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from patchcritic.context.changes import FileSide
from patchcritic.context.hidden import find_hidden, name_hunk
from patchcritic.context.hunks import find_changed_lines
from patchcritic.context.piece import Piece
from patchcritic.context.source import SourceTree
from patchcritic.context.tokens import count_tokens
from patchcritic.domain import Dropped, Hunk, PatchedFile

_REASON = "test code: only what the judged test uses is shown"


class TestPatch:
    """The changed test files that do not stand in the common prefix."""

    __test__ = False

    def __init__(self, base: SourceTree, files: Sequence[PatchedFile]) -> None:
        self._files = {file.path: _ChangedFile(base, file) for file in files}
        self._hunks = tuple(
            (file, hunk, _note(name_hunk(file, hunk), _size(hunk, set(), set())))
            for file in files
            for hunk in file.hunks
        )

        self._empty = tuple(_note(file.path, 0) for file in files if not file.hunks)
        """Renamed files, binary ones and the like."""

    def show_before(self, used: Iterable[Piece]) -> list[Piece]:
        """Of the fixtures and helpers among ``used`` that the patch changes, what they were."""
        found = []
        for piece in used:
            file = self._files.get(piece.path)
            old = file.show_before(piece) if file is not None else None
            if old is not None:
                found.append(old)
        return found

    def note_hidden(self, shown: Sequence[Piece]) -> tuple[Dropped, ...]:
        """Each hunk of which ``shown`` leaves something out."""
        after: dict[str, set[int]] = {}
        before: dict[str, set[int]] = {}
        for piece in shown:
            if piece.path in self._files:
                side = before if piece.role == "changed-before" else after
                side.setdefault(piece.path, set()).update(piece.keep)
        found = []
        for file, hunk, whole in self._hunks:
            new, old = after.get(file.path, set()), before.get(file.path, set())
            if not new and not old:
                found.append(whole)
            elif n_tokens := _size(hunk, new, old):
                found.append(_note(name_hunk(file, hunk), n_tokens))
        return (*self._empty, *found)


class _ChangedFile:
    """One of them, its older side read when it is asked for."""

    def __init__(self, base: SourceTree, file: PatchedFile) -> None:
        self._base = base
        self._file = file
        self._changed = find_changed_lines(file)
        self._places = self._changed.added | set(self._changed.cut_points)

    @cached_property
    def _old(self) -> FileSide:
        return FileSide(self._base, self._file.old_path or self._file.path)

    def show_before(self, piece: Piece) -> Piece | None:
        if piece.node is None or self._places.isdisjoint(piece.keep | piece.elided):
            return None
        return self._old.show_definition_before(self._changed, piece.node[1])


def _note(title: str, n_tokens: int) -> Dropped:
    return Dropped(title=title, n_tokens=n_tokens, reason=_REASON)


def _size(hunk: Hunk, after: set[int], before: set[int]) -> int:
    return sum(count_tokens(row.text) + 1 for row in find_hidden(hunk, after, before))
