from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.outline import show_definition, show_imports
from patchcritic.context.source import SourceTree

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]
SOURCE = """
    from pkg.store import Store
    from pkg.store import (
        load,
        save as put,
    )
    import os


    @decorated
    class Outer(Base):
        '''Doc.'''

        limit = 3

        def method(self):
            return self.limit

        class Inner:
            def deep(self):
                pass
"""


@pytest.fixture
def tree(make_tree: MakeTree) -> SourceTree:
    return make_tree({"t.py": SOURCE, "pkg/__init__.py": "", "pkg/store.py": "class Store: ..."})


@pytest.mark.parametrize(
    ("qualname", "lines"),
    [
        ("Outer", [9, 10, 13]),
        ("Outer.method", [10, 15, 16]),
        ("Outer.Inner.deep", [10, 18, 19, 20]),
        ("Outer.limit", [10, 13]),
    ],
)
def test_definitions_stand_under_their_class(
    tree: SourceTree, qualname: str, lines: list[int]
) -> None:
    found = tree.definition("t.py", qualname)
    assert found is not None
    piece = show_definition(tree, "t.py", found, "called")
    assert sorted(piece.keep) == lines
    assert piece.node == ("t.py", qualname)


@pytest.mark.parametrize(
    ("names", "lines"),
    [
        (["Store"], [1]),
        (["put"], [2, 4]),
        (["load"], [2, 3]),
        (["os"], []),
        ([], []),
    ],
)
def test_only_imports_from_the_repository_are_shown(
    tree: SourceTree, names: list[str], lines: list[int]
) -> None:
    assert sorted(show_imports(tree, "t.py", names).keep) == lines
