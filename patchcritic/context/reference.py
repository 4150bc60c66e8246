"""A change known to be good, shown beside the patch for contrast."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from patchcritic.context.hidden import name_hunk
from patchcritic.context.hunks import show_hunks
from patchcritic.context.tokens import count_tokens
from patchcritic.domain import Dropped, Hunk, Patch, PatchedFile, Snippet, Span

SAME = "# the source changes of the reference are those of the patch"
_FOLDED = "# same as the patch: {n} of its {n_all} hunks"
_HIDDEN = "# ... {n} more hunks not shown"
_OVER = "reference: over its share of the budget"
_TESTS = "reference: test code"

Run = tuple[int, tuple[str, ...]]
"""Lines removed and added at one place, without blank ones and without trailing space, and the
base line there: the right line at another place is another change."""


@dataclass(slots=True)
class _Room:
    """Tokens that are left for the reference."""

    n_left: int

    def take(self, n_tokens: int) -> bool:
        """Use up that many, if there are as many."""
        if n_tokens > self.n_left:
            return False
        self.n_left -= n_tokens
        return True


def show_reference(
    patch: Patch, reference: Patch, cap: int
) -> tuple[tuple[Snippet, ...], tuple[Dropped, ...]]:
    """The source hunks of ``reference`` in at most ``cap`` tokens, and what is left out.

    What the patch does in the same way is only said, so that the difference is what is read; a
    reference that changes the sources as the patch does is one line. Tests are left out: those
    that are judged stand in the prompt anyway.
    """
    dropped = [_drop(file, hunk, _TESTS) for file in reference.test_files for hunk in file.hunks]
    files = reference.source_files
    if files and _digest(patch) == _digest(reference):
        return (_make_snippet(files[0], SAME, title="the reference"),), tuple(dropped)
    known = {file.path: frozenset(_iter_file_runs(file)) for file in patch.files}
    room = _Room(n_left=cap)
    snippets = []
    for file in files:
        snippet, over = _show_file(file, known.get(file.path, frozenset()), room)
        snippets += [snippet] if snippet is not None else []
        dropped += over
    return tuple(snippets), tuple(dropped)


def _show_file(
    file: PatchedFile, known: frozenset[Run], room: _Room
) -> tuple[Snippet | None, list[Dropped]]:
    """The hunks of one file that fit, in their order, those of the patch folded to a line."""
    own = [hunk for hunk in file.hunks if not known.issuperset(_iter_runs(hunk))]
    n_same = len(file.hunks) - len(own)
    head = show_hunks(replace(file, hunks=()))
    if n_same:
        head += "\n" + _FOLDED.format(n=n_same, n_all=len(file.hunks))
    if not room.take(count_tokens(f"{head}\n{_HIDDEN}\n")):
        return None, [_drop(file, hunk, _OVER) for hunk in own]
    parts, over = [head], []
    for hunk in own:
        text = show_hunks(replace(file, hunks=(hunk,))).partition("\n")[2]
        if room.take(count_tokens(text) + 1):
            parts.append(text)
        else:
            over.append(_drop(file, hunk, _OVER))
    if over:
        parts.append(_HIDDEN.format(n=len(over)))
    return _make_snippet(file, "\n".join(parts)), over


def _make_snippet(file: PatchedFile, text: str, *, title: str = "") -> Snippet:
    first = min((hunk.new_start for hunk in file.hunks), default=1)
    last = max((hunk.new_start + hunk.new_length for hunk in file.hunks), default=1)
    return Snippet(
        role="reference",
        span=Span(path=file.path, start=max(first, 1), end=max(first, last, 1)),
        text=text,
        n_tokens=count_tokens(text),
        title=title or f"{file.path} in the reference",
    )


def _drop(file: PatchedFile, hunk: Hunk, reason: str) -> Dropped:
    n_tokens = sum(count_tokens(row.text) + 1 for row in hunk.lines)
    return Dropped(title=name_hunk(file, hunk), n_tokens=n_tokens, reason=reason)


def _digest(patch: Patch) -> frozenset[tuple[object, ...]]:
    """What a patch does to the sources, however its hunks are cut."""
    return frozenset(
        (file.path, file.change, file.old_path, file.new_mode, tuple(_iter_file_runs(file)))
        for file in patch.source_files
    )


def _iter_file_runs(file: PatchedFile) -> Iterator[Run]:
    for hunk in file.hunks:
        yield from _iter_runs(hunk)


def _iter_runs(hunk: Hunk) -> Iterator[Run]:
    # A side of length 0 is counted from the line before it (git's unified format).
    at = start = hunk.old_start + (hunk.old_length == 0)
    run: list[str] = []
    for row in hunk.lines:
        if row.tag == " " and run:
            yield start, tuple(run)
            run = []
        elif row.tag != " " and row.text.strip():
            start = start if run else at
            run.append(f"{row.tag}{row.text.rstrip()}")
        if row.tag != "+":
            at += 1
    if run:
        yield start, tuple(run)
