"""Finds the code that most tests of a patch use, so that it is sent and paid for once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from patchcritic.context.piece import Piece, render_piece
from patchcritic.context.resolver import Node
from patchcritic.context.slicer import Slicer
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestReader
from patchcritic.domain import TestCase

_SAMPLE = 24
"""Tests looked at, evenly spread: a share of half is then known to about a fifth."""
_SHARE = 0.5
"""Of the tests must use a piece: above half, sending it to all costs less than to each."""


def find_common(
    tree: SourceTree,
    reader: TestReader,
    slicer: Slicer,
    tests: Sequence[TestCase],
    shown: Collection[Node],
    room: int,
) -> list[Piece]:
    """Pieces that at least half of ``tests`` use, the most used first, within ``room`` tokens."""
    there = [test for test in tests if "patched" in test.exists_in]
    sample = there[:: max(1, len(there) // _SAMPLE)]
    uses: Counter[Piece] = Counter()
    for test in sample:
        code = reader.collect(test)
        chosen = slicer.slice_test(code, shown, room)
        uses.update({piece.without_gain() for piece in (*code.support, *chosen.pieces)})
    common = []
    for piece, n_uses in sorted(uses.items(), key=lambda use: (-use[1], use[0].name)):
        n_tokens = render_piece(tree, piece).n_tokens
        is_common = n_uses >= 2 and n_uses >= _SHARE * len(sample)
        if is_common and n_tokens <= room and piece.node is not None:
            common.append(piece)
            room -= n_tokens
    return common
