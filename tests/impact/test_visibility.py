"""Which file sees which, in small trees by imports and in large ones by package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.impact.bindings import Bindings
from patchcritic.impact.corpus import LARGE_TREE, Corpus
from patchcritic.impact.visibility import Visibility
from patchcritic.snapshot import MemorySnapshot
from patchcritic.symbols import SymbolIndex

Analyse = Callable[..., Any]

FILES = {
    "pkg/__init__.py": "from .a import f\n",
    "pkg/a.py": "from . import b\ndef f(): pass\n",
    "pkg/b.py": "",
    "pkg/lone.py": "",
    "other/__init__.py": "",
    "other/c.py": "from pkg.b import *\n",
    "tests/conftest.py": "import other.c\n",
    "tests/test_a.py": "from pkg import f\n",
    "tests/test_b.py": "import pkg.b as b\n",
    "tests/test_c.py": "def test(): import_module('pkg.lone.thing')\n",
    "free/test_d.py": "def test(): pass\n",
}


def _visibility(files: dict[str, str]) -> Visibility:
    corpus = Corpus(MemorySnapshot(files), SymbolIndex())
    return Visibility(corpus, Bindings(corpus))


@pytest.mark.parametrize(
    ("path", "other", "is_seen"),
    [
        ("pkg/a.py", "pkg/b.py", True),
        ("pkg/b.py", "pkg/a.py", False),
        ("tests/test_a.py", "pkg/a.py", True),
        ("tests/test_a.py", "pkg/lone.py", False),
        ("tests/test_b.py", "pkg/a.py", False),
        ("tests/test_b.py", "other/c.py", True),
        ("tests/test_c.py", "pkg/lone.py", True),
        ("free/test_d.py", "pkg/b.py", False),
    ],
)
def test_a_small_tree_by_imports(path: str, other: str, is_seen: bool) -> None:
    assert _visibility(FILES).sees(path, other) is is_seen


@pytest.mark.parametrize(
    ("path", "other", "are_linked"),
    [
        ("pkg/a.py", "pkg/lone.py", True),
        ("tests/test_a.py", "pkg/lone.py", True),
        ("tests/test_c.py", "other/c.py", True),
        ("free/test_d.py", "pkg/b.py", False),
    ],
)
def test_a_large_tree_by_package(path: str, other: str, are_linked: bool) -> None:
    many = {f"filler/m{number}.py": "" for number in range(LARGE_TREE)}
    assert _visibility({**many, **FILES}).are_linked(path, other) is are_linked


def test_importing_a_module_runs_its_packages() -> None:
    visibility = _visibility(FILES)
    assert set(visibility.importers("pkg/__init__.py")) == {
        "other/c.py",
        "pkg/a.py",
        "tests/test_a.py",
        "tests/test_b.py",
    }
    assert set(visibility.importers("pkg/b.py")) == {"other/c.py", "pkg/a.py", "tests/test_b.py"}


def test_in_a_large_tree_a_common_member_name_counts_beside_its_class(analyse: Analyse) -> None:
    many = {
        f"pkg/m{number}.py": f"def f{number}(x): return x.get()\n" for number in range(LARGE_TREE)
    }
    base = {
        **many,
        "pkg/__init__.py": "",
        "pkg/a.py": "class A:\n    def get(self): return 1\n",
        "test_a.py": "from pkg.a import A\ndef test_a(): A().get()\n",
        "test_m.py": "from pkg.m1 import f1\ndef test_m(): f1({})\n",
    }
    analysed = analyse(base, {"pkg/a.py": "class A:\n    def get(self): return 2\n"})
    assert analysed.ids == {"test_a.py::test_a"}
