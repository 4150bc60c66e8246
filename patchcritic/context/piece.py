"""A piece of code that may be shown, before it is known whether there is room for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce
from itertools import groupby
from typing import Literal
from weakref import WeakKeyDictionary

from patchcritic.context.excerpt import show_lines
from patchcritic.context.source import SourceTree
from patchcritic.context.tokens import count_tokens
from patchcritic.domain import Snippet, Span

Role = Literal[
    "test",
    "fixture",
    "test-module",
    "changed-before",
    "changed-after",
    "called",
    "path",
    "class",
    "constant",
    "file",
]


_RENDERED: WeakKeyDictionary[SourceTree, dict[tuple[object, ...], Snippet]] = WeakKeyDictionary()
"""Tests that differ in their parameter show the same pieces: a third of the time otherwise."""
_MAX_RENDERED = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some lines of one file."""

    role: Role
    path: str
    keep: frozenset[int]
    elided: frozenset[int] = frozenset()
    """Lines cut out of the piece; never in ``keep``."""
    omits: Literal["elided", "unchanged"] = "elided"
    """Why they were cut, for the reader."""
    name: str = ""
    """What a reader calls it, for the record of what was dropped."""
    node: tuple[str, str] | None = None
    """Path and qualified name of the definition it shows, if it is one."""
    title: str = ""
    """The heading; pieces of one heading become one excerpt."""
    gain: float = 0.0
    """How much it is expected to help; comparable within one selection only."""
    detour: int | None = None
    """Steps of the shortest way from the test to the change that leads through it, if one does."""

    @property
    def heading(self) -> str:
        """What stands above the excerpt."""
        return self.title or self.path

    def without_gain(self) -> Piece:
        """The same code whoever uses it, and for whatever."""
        role: Role = "called" if self.role == "path" else self.role
        return replace(self, gain=0.0, detour=None, role=role)


def render_piece(tree: SourceTree, piece: Piece) -> Snippet:
    """The piece as text with its estimated tokens."""
    known = _RENDERED.setdefault(tree, {})
    key = (piece.role, piece.path, piece.title, piece.omits, piece.keep, piece.elided)
    if key not in known:
        if len(known) >= _MAX_RENDERED:
            known.clear()
        known[key] = _render(tree, piece)
    return known[key]


def _render(tree: SourceTree, piece: Piece) -> Snippet:
    text = show_lines(tree.lines(piece.path), piece.keep, elided=piece.elided, omits=piece.omits)
    return Snippet(
        role=piece.role,
        span=Span(
            path=piece.path, start=min(piece.keep, default=1), end=max(piece.keep, default=1)
        ),
        text=text,
        n_tokens=count_tokens(text),
        title=piece.title,
    )


def render_pieces(tree: SourceTree, pieces: Iterable[Piece]) -> tuple[Snippet, ...]:
    """The pieces as one excerpt per heading."""
    return tuple(render_piece(tree, piece) for piece in merge_pieces(pieces))


def merge_pieces(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """One piece per heading, in the order in which the headings first come."""
    order: dict[str, int] = {}
    listed = list(pieces)
    for piece in listed:
        order.setdefault(piece.heading, len(order))
    listed.sort(key=lambda piece: order[piece.heading])
    return tuple(
        reduce(_join, group) for _, group in groupby(listed, key=lambda piece: piece.heading)
    )


def _join(first: Piece, second: Piece) -> Piece:
    keep = first.keep | second.keep
    return replace(first, keep=keep, elided=(first.elided | second.elided) - keep)
