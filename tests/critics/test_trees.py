from __future__ import annotations

import pytest

from patchcritic.critics.trees import SourceReader
from patchcritic.diff import parse_patch
from patchcritic.snapshot import MemorySnapshot

DIFF = """\
--- a/src/pkg/core.py
+++ b/src/pkg/core.py
@@ -1,2 +1,2 @@
 def f():
-    return 1
+    return 2
--- a/src/pkg/gone.py
+++ /dev/null
@@ -1 +0,0 @@
-x = 1
"""


@pytest.fixture
def files() -> SourceReader:
    tree = MemorySnapshot(
        {
            "src/pkg/core.py": "def f():\n    return 2\n",
            "src/pkg/util.py": "",
            "docs/util.py": "",
            "logo.png": b"\x89PNG\0",
            "b/util2.py": "",
        }
    )
    return SourceReader(tree, parse_patch(DIFF))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/pkg/core.py", "src/pkg/core.py"),
        ("./src/pkg/core.py", "src/pkg/core.py"),
        ("/src/pkg/core.py", "src/pkg/core.py"),
        (" `src/pkg/core.py` ", "src/pkg/core.py"),
        ("b/src/pkg/core.py", "src/pkg/core.py"),
        ("b/util2.py", "b/util2.py"),
        ("src/pkg/core.py::f", "src/pkg/core.py"),
        ("src/pkg/core.py:12", "src/pkg/core.py"),
        ("src/pkg/core.py:12-15", "src/pkg/core.py"),
        ("src/pkg/core.py after the patch", "src/pkg/core.py"),
        ("core.py", "src/pkg/core.py"),
        ("pkg/core.py", "src/pkg/core.py"),
        ("util.py", None),
        ("ore.py", None),
        ("", None),
        ("src", None),
        ("../src/pkg/core.py", None),
    ],
)
def test_names_of_files(files: SourceReader, path: str, expected: str | None) -> None:
    assert files.resolve(path) == expected


def test_reading(files: SourceReader) -> None:
    source = files.read("src/pkg/core.py")
    assert source is not None
    assert source.lines == ["def f():", "    return 2"]
    assert files.read("src/pkg/core.py") is source
    assert files.read("logo.png") is None
    assert files.read("nowhere.py") is None


def test_why_a_file_is_not_there(files: SourceReader) -> None:
    assert files.explain_absence("src/pkg/gone.py") == "the patch deletes src/pkg/gone.py."
    assert files.explain_absence("x.py") == "there is no file x.py in the patched tree."


@pytest.mark.parametrize(
    ("path", "quote", "expected"),
    [
        ("src/pkg/core.py", "return  1", True),
        ("src/pkg/core.py", "return 2", False),
        ("src/pkg/core.py", "def f()", False),
        ("src/pkg/gone.py", "x = 1", True),
        ("src/pkg/util.py", "return 1", False),
    ],
)
def test_what_the_patch_removes(files: SourceReader, path: str, quote: str, expected: bool) -> None:
    assert files.is_removed(path, quote) is expected
