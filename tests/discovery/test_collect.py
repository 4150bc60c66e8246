from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.discovery import discover_tests, load_layout
from patchcritic.snapshot import MemorySnapshot

BASE = "class Base:\n    def test_b(self): pass\n    def helper(self): pass\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def test_a(): pass\nasync def test_b(): pass\ndef other(): pass", "test_a test_b"),
        ("class TestA:\n    def test_x(self): pass\n    def other(self): pass", "TestA::test_x"),
        ("class A:\n    def test_x(self): pass", ""),
        ("class TestA:\n    class TestB:\n        def test_x(self): pass", "TestA::TestB::test_x"),
        ("class TestA:\n    def __init__(self): pass\n    def test_x(self): pass", ""),
        ("class TestA:\n    def __new__(cls): pass\n    def test_x(self): pass", ""),
        ("class TestA:\n    __test__ = False\n    def test_x(self): pass", ""),
        ("class A:\n    __test__ = True\n    def test_x(self): pass", "A::test_x"),
        ("class TestA:\n    def test_x(self): pass\nTestA.__test__ = False", ""),
        ("__test__ = False\ndef test_x(): pass", ""),
        ("class TestA(Exception):\n    def test_x(self): pass", ""),
        ("import enum\nclass TestA(enum.Enum):\n    def test_x(self): pass", ""),
        (
            "import dataclasses as d\n@d.dataclass\nclass TestA:\n    def test_x(self): pass",
            "",
        ),
        (
            "import attr\n@attr.s(init=False)\nclass TestA:\n    def test_x(self): pass",
            "TestA::test_x",
        ),
        (BASE + "class TestA(Base):\n    def test_a(self): pass", "TestA::test_b TestA::test_a"),
        (BASE + "class TestA(Base):\n    test_b = None", ""),
        (BASE + "class TestA(Base):\n    def test_b(self): pass", "TestA::test_b"),
        ("def test_x(): pass\ndef test_x(): pass", "test_x"),
        ("def test_x(): pass\ndel test_x", ""),
        ("def test_x(): pass\ntest_y = test_x", "test_x test_y"),
        ("test_x = lambda: None", "test_x"),
        ("test_x = 3", ""),
        ("test_x = make()", "test_x"),
        (
            "import sys\nif sys.version_info >= (3,):\n  def test_x(): 1\nelse:\n  def test_y(): 1",
            "test_x",
        ),
        ("if something():\n    def test_x(): pass\nelse:\n    def test_y(): pass", "test_y test_x"),
        (
            "try:\n  import z\nexcept ImportError:\n  def test_x(): 1\nelse:\n  def test_y(): 1",
            "test_x test_y",
        ),
        ("@unknown\ndef test_x(): pass", "test_x"),
        (
            "class TestA:\n  @property\n  def test_x(self): 1\n  @staticmethod\n  def test_y(): 1",
            "TestA::test_y",
        ),
        (
            (
                "from unittest import TestCase\nclass A(TestCase):\n    def test_b(self): pass\n"
                "    def test_a(self): pass\n    def setUp(self): pass"
            ),
            "A::test_a A::test_b",
        ),
        (
            "import unittest as u\nclass A(u.IsolatedAsyncioTestCase):\n  async def testI(s): 1",
            "A::testI",
        ),
        ("import unittest\nclass A(unittest.TestCase):\n    def runTest(self): pass", "A::runTest"),
        (
            "from django.test import SimpleTestCase as S\nclass A(S):\n    def test_a(self): pass",
            "A::test_a",
        ),
        (
            (
                "import abc\nclass TestA(abc.ABC):\n    @abc.abstractmethod\n    def make(s): 1\n"
                "    def test_x(self): pass\nclass TestB(TestA):\n    def make(self): ..."
            ),
            "TestB::test_x",
        ),
        (
            "import pytest\n@pytest.fixture\ndef test_data(): pass\ndef test_x(test_data): pass",
            "test_x",
        ),
        ("from hypothesis import given\n@given(3)\ndef test_x(a): pass", "test_x"),
    ],
)
def test_what_is_collected(ids: Callable[..., list[str]], text: str, expected: str) -> None:
    assert ids(text) == expected.split()


def test_bases_and_tests_of_other_files(discover: Callable[..., Any]) -> None:
    files = {
        "src/pkg/testing.py": "import unittest\nclass Case(unittest.TestCase): pass\n",
        "tests/__init__.py": "",
        "tests/base.py": (
            "from pkg.testing import Case\n"
            "class Mixin:\n    def test_m(self): pass\n"
            "class Final(Mixin, Case):\n    def test_f(self): pass\n"
        ),
        "tests/common.py": "def test_shared(): pass\ndef _test_hidden(): pass\n",
        "tests/test_one.py": (
            "import tests.base\nfrom . import base as b\nfrom .common import *\n"
            "class One(tests.base.Final): pass\nclass Two(b.Mixin, b.Case): pass\n"
        ),
    }
    found = {str(test.node_id): str(test.span) for test in discover(files).tests}
    assert found == {
        "tests/test_one.py::test_shared": "tests/common.py:1",
        "tests/test_one.py::One::test_f": "tests/base.py:5",
        "tests/test_one.py::One::test_m": "tests/base.py:3",
        "tests/test_one.py::Two::test_m": "tests/base.py:3",
    }


def test_constants_and_marks_of_other_files(ids: Callable[..., list[str]]) -> None:
    text = """
        import pytest
        from cases import CASES, LATER, both
        from pkg import data
        pytestmark = [pytest.mark.parametrize("m", "pq")]
        @pytest.mark.parametrize("a", CASES + data.MORE)
        def test_x(a, m): pass
        @both
        class TestA:
            pytestmark = pytest.mark.parametrize("c", [1])
            def test_y(self, b, c, m): pass
        @pytest.mark.parametrize("a", LATER)
        def test_z(a, m): pass
    """
    cases = """
        import pytest
        CASES = []
        CASES.append(1)
        CASES += [2]
        LATER = []
        def fill(): LATER.append(1)
        fill()
        both = pytest.mark.parametrize("b", [True])
    """
    found = ids(text, cases=cases, pkg____init__="", pkg__data="MORE = [3]\n")
    assert found == [
        *(f"test_x[{a}-{m}]" for a in "123" for m in "pq"),
        "TestA::test_y[1-True-p]",
        "TestA::test_y[1-True-q]",
        "test_z",
    ]


def test_values_are_those_at_the_line_of_the_mark(ids: Callable[..., list[str]]) -> None:
    text = """
        import pytest
        VALUES = [1]
        @pytest.mark.parametrize("a", VALUES)
        def test_x(a): pass
        VALUES = [2]
        @pytest.mark.parametrize("a", VALUES)
        def test_y(a): pass
        for _ in (): VALUES = 0
        @pytest.mark.parametrize("a", VALUES)
        def test_z(a): pass
    """
    assert ids(text) == ["test_x[1]", "test_y[2]", "test_z"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("def test_x(:", "line 1"),
        ("def test_x(): pass\0", "not text"),
        (b"\xff\xfe\x00", "not text"),
        ("x = " + "(" * 5000, "nested"),
    ],
)
def test_odd_files_are_warnings(text: str | bytes, word: str) -> None:
    snapshot = MemorySnapshot({"test_bad.py": text, "test_good.py": "def test_x(): pass"})
    found = discover_tests(snapshot, snapshot.paths(), load_layout(snapshot))
    assert [str(test.node_id) for test in found.tests] == ["test_good.py::test_x"]
    assert found.warnings[0].startswith("The tests of test_bad.py are unknown: ")
    assert word in found.warnings[0]


def test_deep_source_is_survived() -> None:
    chain = "if a:\n    x = 1\n" + "".join(f"elif a{n}:\n    x = {n}\n" for n in range(2000))
    deep = "@pytest.mark.parametrize('a', [x" + ".y" * 3000 + "])\ndef test_y(a): pass\n"
    snapshot = MemorySnapshot({"test_a.py": chain + "def test_x(): pass\n", "test_b.py": deep})
    found = discover_tests(snapshot, snapshot.paths(), load_layout(snapshot))
    assert len(found.tests) + len(found.warnings) >= 1


def test_expensive_expressions_are_given_up(ids: Callable[..., list[str]]) -> None:
    for text in ("'x' * 10**9", "[0] * 10**9", "10 ** 10 ** 6", "range(10**9)", "'%9999999d' % 1",
                 "[a for a in range(9999) for b in range(9999)]", "f'{1:>99999999}'"):  # fmt: skip
        mark = f"import pytest\n@pytest.mark.parametrize('a', [{text}])\ndef test_x(a): pass\n"
        assert len(ids(mark)) == 1, text


def test_cyclic_imports_and_bases_end(ids: Callable[..., list[str]]) -> None:
    text = "from other import *\nfrom other import test_x, X\nclass TestA(X): pass\nX = TestA\n"
    assert ids(text, other="from test_it import *\nfrom test_it import test_x, X\n") == []


def test_doctests_are_left_out_and_said_so_once(discover: Callable[..., Any]) -> None:
    ini = "[pytest]\naddopts = --doctest-modules --deselect test_b.py::test_y\n"
    body = "def test_x(): pass\ndef test_y(): pass\n"
    found = discover({"pytest.ini": ini, "test_a.py": body, "test_b.py": body})
    assert len(found.warnings) == 1
    assert "Doctests" in found.warnings[0]
    assert len(found.tests) == 3
