"""Puts together what the critic sees of the code for one test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from patchcritic.context.patchview import fit_views, view_files
from patchcritic.context.piece import merge_pieces, render_piece
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import collect_test_code
from patchcritic.context.tokens import count_tokens
from patchcritic.domain import ChangedSymbol, Context, Patch, Snapshots, Snippet, TestCase
from patchcritic.symbols import SymbolIndex

ContextMode = Literal["none", "diff", "function", "slice"]


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
    ) -> None:
        """``budget`` is in estimated tokens and bounds shared and own code together."""
        self._base = SourceTree(snapshots.base, index)
        self._patched = SourceTree(snapshots.patched, index)
        self._patch = patch
        self._changed = changed
        self._budget = budget
        self._mode = mode
        files = patch.source_files or patch.files
        views = view_files(self._base, self._patched, files, mode)
        self._shared, self._dropped = fit_views(views, int(budget * 0.6))

    def build(self, test: TestCase) -> Context:
        """The code that decides one test, within the budget."""
        tree = self._patched if "patched" in test.exists_in else self._base
        code = collect_test_code(tree, test)
        support = () if self._mode == "none" else code.support
        pieces = [*merge_pieces(support)]
        own = render_piece(tree, code.test)
        if code.case:
            text = f"# this case: {code.case}\n{own.text}"
            own = replace(own, text=text, n_tokens=count_tokens(text))
        snippets: tuple[Snippet, ...] = (*(render_piece(tree, piece) for piece in pieces), own)
        return Context(
            shared=self._shared,
            snippets=snippets,
            n_tokens=sum(s.n_tokens for s in (*self._shared, *snippets)),
            budget=self._budget,
            dropped=self._dropped,
        )
