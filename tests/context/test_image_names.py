"""The names of pictures in a test's source."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.image_names import ImageNames, NamedImages
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestReader
from patchcritic.discovery import discover_tests, load_layout

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]


def _read(tree: SourceTree, name: str) -> NamedImages:
    tests = discover_tests(tree.snapshot, ["tests/test_x.py"], load_layout(tree.snapshot)).tests
    test = next(one for one in tests if str(one.node_id) == f"tests/test_x.py::{name}")
    return ImageNames(tree).find(test, TestReader(tree).collect(test))


@pytest.mark.parametrize(
    ("literal", "expected"),
    [
        ("'a.png'", ("a.png",)),
        ('"A.JPEG"', ("A.JPEG",)),
        ("'./img/a.webp'", ("img/a.webp",)),
        ("'../../img/a.gif'", ("img/a.gif",)),
        ("r'img\\a.png'", ("img/a.png",)),
        ("f'{kind}_a.png'", ("*_a.png",)),
        ("'%s-x%d.png' % (a, 1)", ("*-x*.png",)),
        ("'%s-%d.png' % (a, 1)", ()),
        ("'{}.png'", ()),
        ("'.png'", ()),
        ("'file://a/b.png'", ()),
        ("'a.pngx'", ()),
        ("'a' 'b'", ()),
    ],
)
def test_literals_are_read(make_tree: MakeTree, literal: str, expected: tuple[str, ...]) -> None:
    tree = make_tree({"tests/test_x.py": f"def test_a():\n    show({literal})\n"})
    assert _read(tree, "test_a").names == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("test_a[red-2]", ("red_2.png",)),
        ("test_a[blue-3]", ("blue_3.png",)),
        ("test_b[cat.png]", ("cat.png",)),
        ("test_b[tomcat.png]", ("tomcat.png",)),
    ],
)
def test_parameters_are_filled_in(
    make_tree: MakeTree, name: str, expected: tuple[str, ...]
) -> None:
    source = """
        import pytest

        @pytest.mark.parametrize(("kind", "n"), [("red", 2), ("blue", 3)])
        def test_a(kind, n):
            show(f"{kind}_{n}.png")

        @pytest.mark.parametrize("name", ["cat.png", "tomcat.png"])
        def test_b(name):
            show(name)
    """
    assert _read(make_tree({"tests/test_x.py": source}), name).names == expected


def test_helpers_of_helpers_count_and_other_tests_do_not(make_tree: MakeTree) -> None:
    source = """
        DEEP = "deep.png"

        def deepest():
            return DEEP

        def helper():
            return deepest(), "near.png"

        def test_a():
            helper()

        def test_b():
            show("other.png")
    """
    named = _read(make_tree({"tests/test_x.py": source}), "test_a")
    assert named.names == ("near.png", "deep.png")


def test_words_are_strings_parts_of_paths_and_the_module(make_tree: MakeTree) -> None:
    source = "def test_a():\n    show('gold' / 'dark/mode', 'a.png', 'not a word!')\n"
    named = _read(make_tree({"tests/test_x.py": source}), "test_a")
    assert named.words == {"gold", "dark/mode", "dark", "mode", "a.png", "test_x"}


def test_the_number_of_names_is_bounded(make_tree: MakeTree) -> None:
    rows = "".join(f"    show('{n}x.png')\n" for n in range(500))
    named = _read(make_tree({"tests/test_x.py": f"def test_a():\n{rows}"}), "test_a")
    assert len(named.names) == 60
