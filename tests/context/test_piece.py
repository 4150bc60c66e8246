from __future__ import annotations

from collections.abc import Callable, Mapping

from patchcritic.context.piece import Piece, merge_pieces, render_pieces
from patchcritic.context.source import SourceTree

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]


def piece(path: str, *lines: int, title: str = "", elided: tuple[int, ...] = ()) -> Piece:
    return Piece(
        role="called", path=path, keep=frozenset(lines), elided=frozenset(elided), title=title
    )


def test_pieces_of_one_heading_become_one() -> None:
    merged = merge_pieces([piece("b", 1), piece("a", 5), piece("b", 9), piece("b", 2, title="x")])
    assert [(one.heading, sorted(one.keep)) for one in merged] == [
        ("b", [1, 9]),
        ("a", [5]),
        ("x", [2]),
    ]


def test_what_one_piece_shows_another_does_not_elide() -> None:
    (merged,) = merge_pieces([piece("a", 1, elided=(2, 3)), piece("a", 2)])
    assert merged.keep == {1, 2}
    assert merged.elided == {3}


def test_excerpts_say_where_they_are_from(make_tree: MakeTree) -> None:
    tree = make_tree({"a.py": "x = 1\ny = 2\nz = 3\n"})
    (snippet,) = render_pieces(tree, [piece("a.py", 2), piece("a.py", 3)])
    assert snippet.text == "2|y = 2\n|z = 3"
    assert (snippet.span.path, snippet.span.start, snippet.span.end) == ("a.py", 2, 3)
    assert snippet.n_tokens > 0


def test_the_same_code_is_equal_whoever_uses_it() -> None:
    one = Piece(role="path", path="a", keep=frozenset({1}), gain=0.5)
    other = Piece(role="called", path="a", keep=frozenset({1}), gain=0.1)
    assert one.without_gain() == other.without_gain()
