"""Changed symbols from two trees, never from hunk headers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Analyse = Callable[..., Any]


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("def f():\n    return 1\n", "def f():\n    return 2\n", {("f", "modified", "body")}),
        (
            "def f(a, b=1):\n    return a\n",
            "def f(a, b=2):\n    return a\n",
            {("f", "modified", "default arguments")},
        ),
        (
            "def f(a):\n    return a\n",
            "@cached\ndef f(a):\n    return a\n",
            {("f", "modified", "decorators")},
        ),
        (
            "def f(a):\n    return a\n",
            "def f(a, *, b):\n    return a + b\n",
            {("f", "modified", "signature, body")},
        ),
        ("def f():\n    a()\n", "async def f():\n    a()\n", {("f", "modified", "kind")}),
        (
            "class C(A):\n    def m(self): return 1\n",
            "class C(B):\n    def m(self): return 1\n",
            {("C", "modified", "bases")},
        ),
        (
            "class C:\n    x = 1\n    def m(self): return 1\n",
            "class C:\n    x = 2\n    def m(self): return 2\n",
            {("C.x", "modified", "value"), ("C.m", "modified", "body")},
        ),
        ("LIMIT = 1\n", "LIMIT = 2\n", {("LIMIT", "modified", "value")}),
        ('__all__ = ["a"]\n', '__all__ = ["a", "b"]\n', {("__all__", "modified", "value")}),
        ("register(a)\n", "register(b)\n", {("<module>", "modified", "body")}),
        ("import a\n", "import a as b\n", {("b", "added", "import"), ("a", "deleted", "import")}),
        ("from a import x\n", "from b import x\n", {("x", "modified", "import")}),
        (
            "def f():\n    from a import x\n    return x\n",
            "def f():\n    from b import x\n    return x\n",
            {("f", "modified", "imports")},
        ),
        (
            "def f():\n    return g(1)\n",
            "def h():\n    return g(1)\n",
            {("h", "renamed", "renamed from f"), ("f", "deleted", "renamed to h")},
        ),
        ("def f():\n    def g(): return 1\n", "def f():\n    def g(): return 2\n",
         {("f.g", "modified", "body")}),
        ("if A:\n    x = 1\n", "if A:\n    x = 2\n",
         {("<module>", "modified", "body"), ("x", "modified", "value")}),
    ],
)  # fmt: skip
def test_what_differs(
    analyse: Analyse, old: str, new: str, changes: set[tuple[str, str, str]]
) -> None:
    assert analyse({"m.py": old}, {"m.py": new}).changes == changes


@pytest.mark.parametrize(
    "new",
    [
        "def f(a):\n    # a comment\n    return a+1\n",
        "def f( a ):\n    return (a + 1)\n",
        'def f(a):\n    """Now documented."""\n    return a + 1\n',
        "\n\n\ndef f(a):\n    return a + 1\n",
    ],
)
def test_what_is_cosmetic(analyse: Analyse, new: str) -> None:
    analysed = analyse(
        {"m.py": "def f(a):\n    return a + 1\n", "test_m.py": "import m\ndef test_f(): m.f(1)\n"},
        {"m.py": new},
    )
    assert analysed.changes == set()
    assert analysed.ids == set()
    assert all(one.is_cosmetic for one in analysed.changed)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("help.py", "def show(x): print(x.__doc__)\n"),
        ("pyproject.toml", '[tool.pytest.ini_options]\naddopts = "--doctest-modules"\n'),
    ],
)
def test_a_docstring_is_behaviour_where_something_reads_it(
    analyse: Analyse, path: str, text: str
) -> None:
    old, new = 'def f():\n    """One."""\n', 'def f():\n    """Two."""\n'
    analysed = analyse({"m.py": old, path: text}, {"m.py": new})
    assert analysed.changes == {("f", "modified", "docstring")}


def test_a_test_added_behind_another_is_itself(analyse: Analyse) -> None:
    """git's hunk header names the function that precedes the hunk."""
    old = "def test_one():\n    assert 1\n"
    new = old + "\n\ndef test_two():\n    assert 2\n"
    analysed = analyse({"test_m.py": old}, {"test_m.py": new})
    assert analysed.changes == {("test_two", "added", "added")}
    assert [(str(one.node_id), one.kind) for one in analysed.associations] == [
        ("test_m.py::test_two", "added")
    ]


def test_a_test_class_that_starts_with_set_up_is_not_dropped(analyse: Analyse) -> None:
    old = """import unittest
class TestA(unittest.TestCase):
    def setUp(self):
        self.x = 1
    def test_a(self):
        assert self.x
"""
    changed_test = analyse({"test_m.py": old}, {"test_m.py": old.replace("assert self.x", "pass")})
    assert changed_test.ids == {"test_m.py::TestA::test_a"}
    changed_set_up = analyse({"test_m.py": old}, {"test_m.py": old.replace("= 1", "= 2")})
    assert changed_set_up.changes == {("TestA.setUp", "modified", "body")}
    assert changed_set_up.ids == {"test_m.py::TestA::test_a"}


def test_files_that_the_patch_adds_count(analyse: Analyse) -> None:
    analysed = analyse(
        {"a.py": "x = 1\n"},
        {"m.py": "def f():\n    return 1\n", "test_m.py": "from m import f\ndef test_f(): f()\n"},
    )
    assert ("f", "added", "added") in analysed.changes
    assert analysed.ids == {"test_m.py::test_f"}


def test_a_file_of_one_line_counts(analyse: Analyse) -> None:
    """Its hunk is ``@@ -1 +1 @@``, without any length."""
    analysed = analyse(
        {"m.py": "X = 1\n", "test_m.py": "from m import X\ndef test_x(): assert X\n"},
        {"m.py": "X = 2\n"},
    )
    assert analysed.changes == {("X", "modified", "value")}
    assert analysed.ids == {"test_m.py::test_x"}


def test_a_deleted_file_and_what_still_imports_it(analyse: Analyse) -> None:
    base = {"m.py": "def f(): return 1\n", "test_m.py": "from m import f\ndef test_f(): f()\n"}
    analysed = analyse(base, {"m.py": None})
    assert analysed.changes == {("f", "deleted", "deleted")}
    assert analysed.ids == {"test_m.py::test_f"}


def test_a_renamed_module_breaks_who_imports_the_old_name(analyse: Analyse) -> None:
    text = "def f():\n    return 1\n"
    base = {"m.py": text, "test_m.py": "from m import f\ndef test_f(): f()\n", "test_n.py": ""}
    analysed = analyse(base, {"m.py": None, "n.py": text}, renames={"m.py": "n.py"})
    assert analysed.changes == {
        ("<module>", "renamed", "renamed from m.py"),
        ("<module>", "renamed", "renamed to n.py"),
    }
    assert analysed.ids == {"test_m.py::test_f"}


def test_code_moved_to_another_file(analyse: Analyse) -> None:
    function = "def f():\n    return g(1)\n"
    analysed = analyse({"a.py": function, "b.py": "x = 1\n"}, {"a.py": "y = 1\n", "b.py": function})
    assert ("f", "renamed", "moved from a.py::f") in analysed.changes
    assert ("f", "deleted", "moved to b.py::f") in analysed.changes


@pytest.mark.parametrize(
    ("base", "edit", "detail"),
    [
        ({"m.py": "def f(:\n"}, {"m.py": "def f(): pass\n"}, "cannot be parsed before"),
        ({"m.py": "def f(): pass\n"}, {"m.py": "def f(:\n"}, "cannot be parsed after"),
        ({"m.py": b"\xff = 1\n"}, {"m.py": "x = 1\n"}, "no Python source"),
        ({"a.sql": "select 1\n"}, {"a.sql": "select 2\n"}, "no Python source"),
    ],
)
def test_what_cannot_be_parsed_is_one_symbol(
    analyse: Analyse, base: dict[str, str | bytes], edit: dict[str, str], detail: str
) -> None:
    (symbol,) = analyse(base, edit).changed
    assert symbol.kind == "file"
    assert symbol.detail.startswith(detail)
