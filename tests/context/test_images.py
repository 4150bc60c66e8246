"""Pictures found for tests, in the ways in which projects name them."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping

import pytest

from patchcritic.context import images
from patchcritic.context.images import ImageFinder
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestReader
from patchcritic.discovery import discover_tests, load_layout
from patchcritic.domain import Dropped, Image
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
    + struct.pack(">II", 30, 50)
    + b"\x08\x02\0\0\0crc!\0\0\0\0IEND\xaeB`\x82"
)
Files = Mapping[str, str | bytes]
MakeTree = Callable[[Files], SourceTree]


def _find(
    tree: SourceTree, node_id: str, *, sees_images: bool = True, changed: tuple[str, ...] = ()
) -> tuple[tuple[Image, ...], tuple[Dropped, ...]]:
    layout = load_layout(tree.snapshot)
    paths = [path for path in tree.snapshot.paths() if layout.is_test_file(path)]
    tests = {str(one.node_id): one for one in discover_tests(tree.snapshot, paths, layout).tests}
    finder = ImageFinder(tree, sees_images=sees_images, changed=changed)
    return finder.find(tests[node_id], TestReader(tree).collect(tests[node_id]))


LITERAL = "def test_a():\n    compare('{}')\n"
PARAMS = """\
import pytest

@pytest.mark.parametrize("name", ["cat.png", "tomcat.png", {more}])
def test_a(name):
    compare(name)
"""
ANCHOR = """\
import pytest

@pytest.mark.parametrize("at", ["ls", "ms"])
def test_a(at):
    for size in (1, 2):
        compare(f"tests/images/anchor_{size}_{at}.png")
"""
HELPED = """\
import os
import pytest

HERE = os.path.dirname(__file__)
GOLD = os.path.join(HERE, "gold", "logo.png")


class TestA:
    overlay = "over.png"

    def setup_method(self):
        self.path = "setup.gif"

    def check(self, image):
        assert same(image, GOLD)

    def test_a(self, shown):
        self.check(self.overlay)

    def test_b(self):
        compare("other.png")


@pytest.fixture
def shown():
    return load("fixed.jpg")
"""
MPL = """\
import pytest

@pytest.mark.mpl_image_compare
@pytest.mark.parametrize("n", [5, 50])
def test_circle(n):
    return draw(n)

@pytest.mark.mpl_image_compare(baseline_dir="base/dark", filename="square.png")
def test_square():
    return draw()

class TestPlot:
    @pytest.mark.mpl_image_compare
    def test_line(self):
        return draw()
"""
MATPLOTLIB = """\
from matplotlib.testing.decorators import image_comparison

@image_comparison(['pie', 'pie_shadow'], extensions=['png'])
def test_pie():
    draw()

@image_comparison(baseline_images=['bars.png'])
def test_bars():
    draw()
"""


@pytest.mark.parametrize(
    ("files", "node_id", "expected"),
    [
        # literals
        ({"tests/test_x.py": LITERAL.format("tests/images/a.png"), "tests/images/a.png": PNG},
         "tests/test_x.py::test_a", ["tests/images/a.png"]),
        ({"tests/test_x.py": LITERAL.format("../data/a.png"), "data/a.png": PNG},
         "tests/test_x.py::test_a", ["data/a.png"]),
        ({"tests/test_x.py": LITERAL.format("a.PNG"), "tests/a.PNG": PNG},
         "tests/test_x.py::test_a", ["tests/a.PNG"]),
        ({"tests/test_x.py": LITERAL.format(r"data\\a.png"), "tests/data/a.png": PNG},
         "tests/test_x.py::test_a", ["tests/data/a.png"]),
        # what a test writes, an address, and what only has the same name in the documentation
        ({"tests/test_x.py": LITERAL.format("out.png"), "docs/out.png": PNG},
         "tests/test_x.py::test_a", []),
        ({"tests/test_x.py": LITERAL.format("https://e.org/a.png"), "tests/a.png": PNG},
         "tests/test_x.py::test_a", []),
        ({"tests/test_x.py": LITERAL.format("a.svg"), "tests/a.svg": "<svg/>"},
         "tests/test_x.py::test_a", []),
        ({"tests/test_x.py": LITERAL.format(".png"), "tests/a.png": PNG},
         "tests/test_x.py::test_a", []),
        # the nearest, and the folder that the test names
        ({"t/one/test_x.py": LITERAL.format("a.png"), "t/two/img/a.png": PNG,
          "t/one/img/a.png": PNG}, "t/one/test_x.py::test_a", ["t/one/img/a.png"]),
        ({"tests/test_x.py": "def test_a():\n    compare(BASE / 'dark' / 'a.png')\n",
          "tests/light/a.png": PNG, "tests/dark/a.png": PNG},
         "tests/test_x.py::test_a", ["tests/dark/a.png"]),
        ({"tests/test_x.py": "def test_a():\n    compare(BASE / 'art' / 'a.png')\n",
          "art/a.png": PNG}, "tests/test_x.py::test_a", ["art/a.png"]),
        # parameters
        ({"tests/test_x.py": PARAMS.replace("{more}", ""), "tests/cat.png": PNG,
          "tests/tomcat.png": PNG}, "tests/test_x.py::test_a[tomcat.png]", ["tests/tomcat.png"]),
        ({"tests/test_x.py": ANCHOR,
          **{f"tests/images/anchor_{n}_{at}.png": PNG for n in "12" for at in ("ls", "ms")}},
         "tests/test_x.py::test_a[ms]",
         ["tests/images/anchor_1_ms.png", "tests/images/anchor_2_ms.png"]),
        ({"tests/test_x.py": LITERAL.format("frame%d.png"),
          **{f"tests/frame{n}.png": PNG for n in range(3)}},
         "tests/test_x.py::test_a", [f"tests/frame{n}.png" for n in range(3)]),
        ({"tests/test_x.py": LITERAL.format("frame%d.png"),
          **{f"tests/frame{n}.png": PNG for n in range(9)}},
         "tests/test_x.py::test_a", []),
        # constants, attributes, set-up, fixtures and helpers
        ({"tests/test_x.py": HELPED, "tests/gold/logo.png": PNG, "tests/over.png": PNG,
          "tests/setup.gif": PNG, "tests/fixed.jpg": PNG, "tests/other.png": PNG},
         "tests/test_x.py::TestA::test_a",
         ["tests/fixed.jpg", "tests/setup.gif", "tests/over.png", "tests/gold/logo.png"]),
        # pytest-mpl
        ({"tests/test_x.py": MPL, "tests/baseline/test_circle_5.png": PNG,
          "tests/baseline/test_circle_50.png": PNG},
         "tests/test_x.py::test_circle[50]", ["tests/baseline/test_circle_50.png"]),
        ({"tests/test_x.py": MPL, "tests/base/dark/square.png": PNG, "tests/square.png": PNG},
         "tests/test_x.py::test_square", ["tests/base/dark/square.png"]),
        ({"tests/test_x.py": MPL, "tests/baseline/test_x.TestPlot.test_line.png": PNG},
         "tests/test_x.py::TestPlot::test_line", ["tests/baseline/test_x.TestPlot.test_line.png"]),
        # matplotlib
        ({"lib/tests/test_axes.py": MATPLOTLIB,
          **{f"lib/tests/baseline_images/test_{m}/{n}.png": PNG
             for m in ("axes", "ticker") for n in ("pie", "pie_shadow", "bars")}},
         "lib/tests/test_axes.py::test_pie",
         ["lib/tests/baseline_images/test_axes/pie.png",
          "lib/tests/baseline_images/test_axes/pie_shadow.png"]),
        ({"lib/tests/test_axes.py": MATPLOTLIB,
          **{f"lib/tests/baseline_images/test_{m}/bars.png": PNG for m in ("axes", "ticker")}},
         "lib/tests/test_axes.py::test_bars", ["lib/tests/baseline_images/test_axes/bars.png"]),
        # pytest-regressions and syrupy
        ({"tests/test_x.py": MPL, "tests/test_x/test_circle_5_.png": PNG},
         "tests/test_x.py::test_circle[5]", ["tests/test_x/test_circle_5_.png"]),
        ({"tests/test_x.py": MPL, "tests/__snapshots__/test_x/test_circle[5].png": PNG},
         "tests/test_x.py::test_circle[5]", ["tests/__snapshots__/test_x/test_circle[5].png"]),
        ({"test_x.py": LITERAL.format("a.png"), "a.png": PNG}, "test_x.py::test_a", ["a.png"]),
    ],
)  # fmt: skip
def test_the_pictures_of_a_test_are_found(
    make_tree: MakeTree, files: Files, node_id: str, expected: list[str]
) -> None:
    shown, dropped = _find(make_tree(files), node_id)
    assert [image.path for image in shown] == expected
    assert dropped == ()


def test_the_bytes_are_shown_with_their_type(make_tree: MakeTree) -> None:
    files: Files = {"tests/test_x.py": LITERAL.format("a.jpg"), "tests/a.jpg": PNG}
    ((image,), _) = _find(make_tree(files), "tests/test_x.py::test_a")
    assert image == Image(path="tests/a.jpg", media_type="image/png", data=PNG)


def test_a_model_that_cannot_see_leaves_a_record(make_tree: MakeTree) -> None:
    tree = make_tree({"tests/test_x.py": LITERAL.format("a.png"), "tests/a.png": PNG})
    shown, dropped = _find(tree, "tests/test_x.py::test_a", sees_images=False)
    assert shown == ()
    reason = "the model takes no images"
    assert dropped == (Dropped(title="tests/a.png", n_tokens=3, reason=reason),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"version https://git-lfs.github.com/spec/v1\n", "only a pointer to Git LFS"),
        (b"<svg/>", "no image by its content"),
        (PNG[:40], "a damaged image"),
        (PNG[:16] + struct.pack(">II", 9000, 9000) + PNG[24:], "an image over 8,000 pixels"),
        (PNG + b"\0" * 2_000_001, "too large an image"),
    ],
)
def test_what_a_provider_would_refuse_is_left_out(
    make_tree: MakeTree, content: bytes, reason: str
) -> None:
    tree = make_tree({"tests/test_x.py": LITERAL.format("a.png"), "tests/a.png": content})
    shown, (dropped,) = _find(tree, "tests/test_x.py::test_a")
    assert shown == ()
    assert dropped.title == "tests/a.png"
    assert dropped.reason.startswith(reason)


def test_the_number_is_bounded_and_changed_ones_come_first(make_tree: MakeTree) -> None:
    names = [f"{n}.png" for n in "abcdef"]
    source = "def test_a():\n" + "".join(f"    compare('{name}')\n" for name in names)
    files: dict[str, str | bytes] = dict.fromkeys(names, PNG)
    tree = make_tree({"test_x.py": source, **files})
    shown, dropped = _find(tree, "test_x.py::test_a", changed=("f.png", "test_x.py"))
    assert [image.path for image in shown] == ["f.png", "a.png", "b.png", "c.png"]
    assert [one.title for one in dropped] == ["d.png", "e.png"]
    assert {one.reason for one in dropped} == {"over 4 images"}


def test_the_bytes_together_are_bounded(
    make_tree: MakeTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "MAX_BYTES", 1_000_000)
    large = PNG[:30] + b"\0" * 700_000 + PNG[-12:]
    source = "def test_a():\n    compare('a.png', 'b.png', 'c.png')\n"
    tree = make_tree({"test_x.py": source, "a.png": large, "b.png": large, "c.png": PNG})
    shown, dropped = _find(tree, "test_x.py::test_a")
    assert [image.path for image in shown] == ["a.png", "c.png"]
    assert [(one.title, one.reason) for one in dropped] == [("b.png", "over 1 MB of images")]


def test_an_unclear_name_is_on_record(make_tree: MakeTree) -> None:
    twice: Files = {"tests/u/a.png": PNG, "tests/v/a.png": PNG}
    files: Files = {"tests/test_x.py": LITERAL.format("a.png"), **twice}
    shown, dropped = _find(make_tree(files), "tests/test_x.py::test_a")
    assert shown == ()
    assert dropped == (Dropped(title="a.png", n_tokens=0, reason="2 images have this name"),)


def test_a_case_whose_id_tells_nothing_gets_none_of_many(make_tree: MakeTree) -> None:
    names = [f"{n}.png" for n in "abcdefgh"]
    rows = "".join(f"    Case('{name}'),\n" for name in names)
    source = f"import pytest\n\n@pytest.mark.parametrize('case', [\n{rows}])\n"
    source += "def test_a(case):\n    compare(case)\n"
    files: dict[str, str | bytes] = dict.fromkeys(names, PNG)
    tree = make_tree({"test_x.py": source, **files})
    assert _find(tree, "test_x.py::test_a") == ((), ())


class Unread(MemorySnapshot):
    """A tree whose files may be read as text only."""

    def read_bytes(self, path: str) -> bytes | None:
        if path.endswith(".png"):
            raise AssertionError(path)
        return super().read_bytes(path)


@pytest.mark.parametrize("files", [{"logo.png": PNG}, {}])
def test_nothing_is_read_when_no_picture_is_named(files: Files) -> None:
    snapshot = Unread({"test_x.py": "def test_a():\n    assert f() == 'logo'\n", **files})
    assert _find(SourceTree(snapshot, SymbolIndex()), "test_x.py::test_a") == ((), ())


@pytest.mark.parametrize("sees_images", [True, False])
def test_contexts_carry_the_pictures(make_case: Callable[..., object], sees_images: bool) -> None:
    case = make_case(
        {"m.py": "def f():\n    return 1\n", "test_m.py": "import m\n\ndef test_a():\n    m.f()\n"},
        {
            "m.py": "def f():\n    return 2\n",
            "test_m.py": "import m\n\ndef test_a():\n    compare(m.f(), 'a.png')\n",
            "a.png": PNG,
        },
    )
    context = case.build("test_m.py::test_a", sees_images=sees_images)  # type: ignore[attr-defined]
    assert [image.path for image in context.images] == (["a.png"] if sees_images else [])
    assert ("a.png" in {one.title for one in context.dropped}) is not sees_images
