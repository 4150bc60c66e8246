"""From names of pictures to the files they mean."""

from __future__ import annotations

import time

import pytest

from patchcritic.context.image_names import NamedImages
from patchcritic.context.image_paths import ImagePaths
from patchcritic.domain import NodeId, Span, TestCase
from patchcritic.snapshot import MemorySnapshot


def _test(node_id: str) -> TestCase:
    parsed = NodeId.parse(node_id)
    return TestCase(node_id=parsed, span=Span(path=parsed.path, start=1, end=2))


def _paths(*paths: str) -> ImagePaths:
    return ImagePaths(MemorySnapshot(dict.fromkeys(paths, b"")))


@pytest.mark.parametrize(
    ("paths", "name", "words", "expected"),
    [
        (["t/img/a.png"], "a.png", "", ["t/img/a.png"]),
        (["t/img/a.png"], "img/a.png", "", ["t/img/a.png"]),
        (["t/img/a.png"], "other/a.png", "", []),
        (["t/img/ba.png"], "a.png", "", []),
        (["docs/a.png"], "a.png", "", []),
        (["docs/a.png"], "docs/a.png", "", ["docs/a.png"]),
        (["docs/a.png"], "a.png", "docs", ["docs/a.png"]),
        (["x/data/a.png"], "a.png", "", ["x/data/a.png"]),
        (["a.png"], "a.png", "", []),
        (["t/a.png", "data/a.png"], "a.png", "", ["t/a.png"]),
        (["t/a.png", "data/a.png"], "a.png", "data", ["data/a.png"]),
        (["t/x/a.png", "t/y/a.png"], "a.png", "", ["t/x/a.png", "t/y/a.png"]),
        (["t/x/a.png", "t/y/a.png"], "a.png", "y", ["t/y/a.png"]),
        (["t/a_1.png", "t/a_2.png", "t/b_1.png"], "a_*.png", "", ["t/a_1.png", "t/a_2.png"]),
        (["t/x/a_1.png", "t/y/a_1.png"], "x/a_*.png", "", ["t/x/a_1.png"]),
        (["docs/a_1.png"], "a_*.png", "", []),
        (["t/a.txt"], "a.png", "", []),
    ],
)
def test_a_name_means_the_nearest_file(
    paths: list[str], name: str, words: str, expected: list[str]
) -> None:
    found = _paths(*paths).find(name, _test("t/test_x.py::test_a"), frozenset(words.split()))
    assert list(found) == expected


@pytest.mark.parametrize(
    ("param", "name", "expected"),
    [
        ("ls", "a_*_*.png", ["t/a_big_ls.png", "t/a_small_ls.png"]),
        ("big-ls", "a_*_*.png", ["t/a_big_ls.png"]),
        ("big-5", "*_*_*_*.png", []),
    ],
)
def test_parameters_choose_among_the_files_of_an_open_name(
    param: str, name: str, expected: list[str]
) -> None:
    paths = _paths(*(f"t/a_{size}_{at}.png" for size in ("big", "small") for at in ("ls", "ms")))
    found = paths.find(name, _test(f"t/test_x.py::test_a[{param}]"), frozenset())
    assert list(found) == expected


@pytest.mark.parametrize(
    ("node_id", "path"),
    [
        ("t/test_x.py::test_a", "t/baseline/test_a.png"),
        ("t/test_x.py::T::test_a", "t/baseline/pkg.test_x.T.test_a.png"),
        ("t/test_x.py::test_a[1/2]", "t/baseline/test_a_1_2.png"),
        ("t/test_x.py::test_a[x y]", "t/test_x/test_a_x_y_.png"),
        ("t/test_x.py::test_a[x]", "t/__snapshots__/test_x/test_a[x].png"),
        ("t/test_x.py::test_a[x]", "t/gold/test_a.jpg"),
    ],
)
def test_baselines_are_called_as_the_test_is(node_id: str, path: str) -> None:
    named = NamedImages(names=(), words=frozenset({"test_x"}))
    paths = _paths(path, "docs/test_a.png", "t/test_ab.png")
    assert paths.find_baselines(_test(node_id), named) == (path,)


def test_a_tree_without_pictures_is_empty() -> None:
    assert not _paths("a.txt", "b.svg")
    assert _paths("a.WEBP")


def test_hostile_names_take_no_time() -> None:
    paths = _paths(*(f"t/{'a' * 200}{n}.png" for n in range(300)))
    started = time.perf_counter()
    for name in ("*a" * 90 + ".png", "*a*a*b*.png", "*".join("a" * 20) + "*.png"):
        paths.find(name, _test("t/test_x.py::test_a[a-b]"), frozenset())
    assert time.perf_counter() - started < 3
