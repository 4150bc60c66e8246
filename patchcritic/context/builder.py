"""Puts together what the critic sees of the code for one test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from patchcritic.context.common import find_common
from patchcritic.context.images import ImageFinder
from patchcritic.context.patchview import fit_views, view_files
from patchcritic.context.piece import Piece, render_pieces
from patchcritic.context.reference import show_reference
from patchcritic.context.resolver import Node
from patchcritic.context.slicer import Slicer
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestReader
from patchcritic.context.testfit import fit_support, render_test
from patchcritic.context.testpatch import TestPatch
from patchcritic.domain import (
    ChangedSymbol,
    Context,
    Dropped,
    Patch,
    PatchedFile,
    Snapshots,
    Snippet,
    TestCase,
)
from patchcritic.symbols import SymbolIndex

ContextMode = Literal["none", "diff", "function", "slice"]
_REFERENCE_SHARE = 0.25
"""Of the budget: at most this for a reference; what it takes is taken off the shares below."""
_PATCH_SHARE, _CALLED_SHARE, _SHARED_SHARE = 0.6, 0.2, 0.7
"""Of the rest: at most this for the patch itself, for what its code calls, and for both and
what most tests use together."""


class ContextBuilder:
    """Builds one test's context after another; what all tests share is found once."""

    def __init__(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: Sequence[ChangedSymbol],
        index: SymbolIndex,
        *,
        budget: int = 6000,
        mode: ContextMode = "slice",
        tests: Sequence[TestCase] = (),
        reference: Patch | None = None,
        sees_images: bool = False,
    ) -> None:
        """``budget`` is in estimated tokens and bounds shared and own code together.

        ``tests`` are those that contexts will be asked for: what most of them use joins the
        shared part, which providers and llama.cpp keep in their prefix cache. ``reference`` is a
        change known to be good, shown for contrast; ``sees_images`` says whether the model does.
        """
        self._base = SourceTree(snapshots.base, index)
        self._patched = SourceTree(snapshots.patched, index)
        self._readers = {True: TestReader(self._patched), False: TestReader(self._base)}
        paths = [file.path for file in patch.files]
        self._images = ImageFinder(self._patched, sees_images=sees_images, changed=paths)
        self._budget = budget
        self._mode = mode
        contrast, left_out = _contrast(patch, reference, int(budget * _REFERENCE_SHARE))
        self._room = budget - _size(contrast)
        files = _shown_files(patch, self._patched)
        views = view_files(self._base, self._patched, files, mode)
        self._shared, dropped = fit_views(views, int(self._room * _PATCH_SHARE))
        self._slicer = Slicer(self._patched, _changed_nodes(self._patched, changed, files))
        self._shown = frozenset(self._slicer.changed)
        self._pieces: list[Piece] = []
        if mode == "slice":
            dropped += self._share_code(tests)
        self._shared += contrast
        self._dropped = (*dropped, *left_out)
        self._test_patch = TestPatch(self._base, [f for f in patch.files if f not in files])

    def _share_code(self, tests: Sequence[TestCase]) -> tuple[Dropped, ...]:
        """Add what the changed code calls, and what most tests use, to the shared part."""
        called = self._slicer.slice_patch(int(self._room * _CALLED_SHARE))
        pieces = list(called.pieces)
        self._show(pieces)
        if len(tests) > 1:
            used = _size(self._shared) + _size(render_pieces(self._patched, pieces))
            room = int(self._room * _SHARED_SHARE) - used
            common = find_common(
                self._patched, self._readers[True], self._slicer, tests, self._shown, room
            )
            self._show(common)
            pieces += common
        self._shared += render_pieces(self._patched, pieces)
        return called.dropped

    def _show(self, pieces: Sequence[Piece]) -> None:
        self._pieces += pieces
        self._shown |= {piece.node for piece in pieces if piece.node is not None}

    def build(self, test: TestCase) -> Context:
        """The code that decides one test, within the budget."""
        is_patched = "patched" in test.exists_in
        tree = self._patched if is_patched else self._base
        code = self._readers[is_patched].collect(test)
        left = self._budget - _size(self._shared)
        own, dropped = render_test(tree, code, left)
        left -= own.n_tokens
        shown: list[Piece] = []
        if self._mode != "none":
            support = [piece for piece in code.support if piece.node not in self._shown]
            shown, over = fit_support(tree, support, left)
            dropped += over
        snippets = render_pieces(tree, shown)
        if self._mode == "slice" and is_patched:
            room = left - _size(snippets)
            called = self._slicer.slice_test(code, self._shown, room)
            snippets = (*render_pieces(tree, called.pieces), *snippets)
            shown += called.pieces
            dropped += called.dropped
        old: list[Piece] = []
        if self._mode in ("function", "slice") and is_patched:
            changed = self._test_patch.show_before([*shown, *self._pieces])
            old, over = fit_support(self._base, changed, left - _size(snippets))
            snippets += render_pieces(self._base, old)
            dropped += over
        hidden = self._test_patch.note_hidden([code.test, *shown, *self._pieces, *old])
        snippets += (own,)
        images, unseen = self._images.find(test, code) if is_patched else ((), ())
        return Context(
            shared=self._shared,
            snippets=snippets,
            n_tokens=_size(self._shared) + _size(snippets),
            budget=self._budget,
            dropped=_list_once(
                (*self._dropped, *hidden, *dropped, *unseen), (*shown, *self._pieces)
            ),
            images=images,
        )


def _contrast(
    patch: Patch, reference: Patch | None, cap: int
) -> tuple[tuple[Snippet, ...], tuple[Dropped, ...]]:
    return show_reference(patch, reference, cap) if reference is not None else ((), ())


def _shown_files(patch: Patch, tree: SourceTree) -> tuple[PatchedFile, ...]:
    """The files that stand in the common prefix: sources and tests' data.

    Test code comes with each test instead, unless the patch has nothing else.
    """
    shown = [file for file in patch.files if not (file.is_test and tree.is_code(file.path))]
    return tuple(shown) or patch.files


def _changed_nodes(
    tree: SourceTree, changed: Sequence[ChangedSymbol], files: Sequence[PatchedFile]
) -> list[Node]:
    """The definitions of ``files`` that behave otherwise after the patch."""
    paths = {file.path for file in files}
    nodes = [
        (symbol.path, symbol.qualname)
        for symbol in changed
        if symbol.path in paths and not symbol.is_cosmetic
    ]
    return [node for node in dict.fromkeys(nodes) if tree.definition(*node) is not None]


def _list_once(dropped: Sequence[Dropped], shown: Sequence[Piece]) -> tuple[Dropped, ...]:
    """What the patch's share of the budget did not hold may be shown with the test all the same."""
    names = {piece.name for piece in shown}
    listed = {one.title + one.reason: one for one in dropped if one.title not in names}
    return tuple(listed.values())


def _size(snippets: Sequence[Snippet]) -> int:
    return sum(snippet.n_tokens for snippet in snippets)
