"""Fits a test, its set-up and its fixtures into what the patch leaves of the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from patchcritic.context.piece import Piece, render_piece
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestCode
from patchcritic.context.tokens import count_tokens
from patchcritic.domain import Dropped, Snippet


def render_test(tree: SourceTree, code: TestCode, room: int) -> tuple[Snippet, tuple[Dropped, ...]]:
    """The test with the values of its case; its middle goes when it alone is over the budget."""
    head = f"# this case: {code.case}\n" if code.case else ""
    piece = code.test
    whole = render_piece(tree, piece)
    n_head = count_tokens(head)
    if whole.n_tokens + n_head <= room:
        return replace(whole, text=head + whole.text, n_tokens=whole.n_tokens + n_head), ()
    lines = sorted(piece.keep)
    n_kept = max(len(lines) * (room - n_head) // (whole.n_tokens + 1) - 2, 2)
    gone = frozenset(lines[n_kept // 2 : len(lines) - (n_kept - n_kept // 2)])
    cut = render_piece(tree, replace(piece, keep=piece.keep - gone, elided=piece.elided | gone))
    dropped = Dropped(
        title=piece.name, n_tokens=whole.n_tokens - cut.n_tokens, reason="the test is too large"
    )
    return replace(cut, text=head + cut.text, n_tokens=cut.n_tokens + n_head), (dropped,)


def fit_support(
    tree: SourceTree, support: Sequence[Piece], room: int
) -> tuple[list[Piece], tuple[Dropped, ...]]:
    """Imports, set-up and fixtures, the smallest first while there is room."""
    sized = sorted(
        ((render_piece(tree, piece).n_tokens, n) for n, piece in enumerate(support)),
    )
    kept: set[int] = set()
    dropped: list[Dropped] = []
    for n_tokens, n in sized:
        if n_tokens <= room:
            kept.add(n)
            room -= n_tokens
        else:
            name = support[n].name
            dropped.append(Dropped(title=name, n_tokens=n_tokens, reason="over the budget"))
    return [piece for n, piece in enumerate(support) if n in kept], tuple(dropped)
