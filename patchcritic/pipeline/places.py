"""Which of the places that critics name are really there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from patchcritic.domain import NodeId, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    from patchcritic.domain import Prediction, Snapshot


def find_witnesses(predictions: Iterable[Prediction], tree: Snapshot) -> dict[NodeId, Span]:
    """Where each failing test's witness stands, if that is a line of the tree.

    The path and the line are a model's words: what is not in the tree is left out, so that no
    report points outside the repository or past the end of a file.
    """
    known = frozenset(tree.paths())
    lengths: dict[str, int] = {}
    found = {}
    for item in predictions:
        path, line = (item.witness.path, item.witness.line) if item.witness else ("", 0)
        if line < 1 or path not in known:
            continue
        if path not in lengths:
            lengths[path] = len((tree.read(path) or "").splitlines())
        if line <= lengths[path]:
            found[item.node_id] = Span(path=path, start=line, end=line)
    return found
