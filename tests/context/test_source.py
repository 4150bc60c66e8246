from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.source import SourceTree
from patchcritic.domain import Span

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]


@pytest.fixture
def tree(make_tree: MakeTree) -> SourceTree:
    return make_tree(
        {
            "a.py": '''
                class Store:
                    """Doc.

                    More.
                    """

                    def load(self):
                        def inner():
                            return 1
                        return inner
            ''',
            "bad.py": "def broken(:\n",
            "data.json": "{}",
            "blob.py": b"\xff\xfe\x00",
            "crlf.py": "x = 1\r\ny = 2\r\n",
        }
    )


def test_lines_are_counted_as_git_does(tree: SourceTree) -> None:
    assert tree.lines("crlf.py") == ("x = 1", "y = 2")
    assert len(tree.lines("a.py")) == 10
    assert tree.lines("missing.py") == tree.lines("blob.py") == ()


@pytest.mark.parametrize("path", ["bad.py", "data.json", "blob.py", "missing.py"])
def test_what_is_no_python_has_no_definitions(tree: SourceTree, path: str) -> None:
    assert tree.symbols(path) is None
    assert tree.definitions(path) == ()
    assert tree.definition(path, "x") is None
    assert tree.enclosing(path, 1) == ()


def test_enclosing_definitions_come_outermost_first(tree: SourceTree) -> None:
    assert [d.qualname for d in tree.enclosing("a.py", 9)] == [
        "Store",
        "Store.load",
        "Store.load.inner",
    ]


def test_an_indented_piece_is_parsed_in_place(tree: SourceTree) -> None:
    parsed = tree.parse(Span(path="a.py", start=7, end=10))
    assert parsed is not None
    module, offset = parsed
    assert module.body[0].body[0].lineno + offset == 7  # type: ignore[attr-defined]


def test_a_piece_that_is_no_python_is_not_parsed(tree: SourceTree) -> None:
    assert tree.parse(Span(path="bad.py", start=1, end=1)) is None
    assert tree.elidable(Span(path="bad.py", start=1, end=1)) == frozenset()


def test_docstrings_of_a_piece_may_go(tree: SourceTree) -> None:
    assert tree.elidable(Span(path="a.py", start=1, end=10)) == {3, 4}


def test_imports_are_found_by_the_name_they_give(make_tree: MakeTree) -> None:
    tree = make_tree({"m.py": "import a.b\nfrom c import *\nfrom d import e as f\nx = 1\n"})
    assert [one.line for one in tree.imported("m.py", "f")] == [3]
    assert [one.line for one in tree.imported("m.py", "*")] == [2]
    assert [one.line for one in tree.imported("m.py", "a")] == [1]
    assert tree.imported("m.py", "x") == ()
    assert tree.imported("gone.py", "x") == ()
