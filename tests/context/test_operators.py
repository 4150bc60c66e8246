from __future__ import annotations

import ast

import pytest

from patchcritic.context.operators import iter_operations


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("a + b", {("a", "__add__"), ("a", "__radd__"), ("b", "__add__"), ("b", "__radd__")}),
        ("a == b", {("a", "__eq__"), ("b", "__eq__")}),
        ("a != b", {("a", "__ne__"), ("a", "__eq__"), ("b", "__ne__"), ("b", "__eq__")}),
        ("a[0]", {("a", "__getitem__")}),
        ("a[0] = 1", {("a", "__setitem__")}),
        ("del a[0]", {("a", "__delitem__")}),
        ("len(a)", {("a", "__len__")}),
        ("unknown(a)", set()),
        ("[x for x in a]", {("a", "__iter__")}),
        ("for x in a: pass", {("a", "__iter__")}),
        ("with a as b: pass", {("a", "__enter__"), ("a", "__exit__")}),
        ("self.assertRaises(E, a, 1)", {("a", "()")}),
        ("a ** b", set()),
    ],
)
def test_operands_and_methods(source: str, found: set[tuple[str, str]]) -> None:
    operations = {
        (ast.unparse(operand), name)
        for node in ast.walk(ast.parse(source))
        for operand, names in iter_operations(node)
        for name in names
    }
    assert operations == found


def test_async_forms() -> None:
    source = "async def f():\n    async for x in a: pass\n    async with b: pass\n"
    operations = {
        (ast.unparse(operand), name)
        for node in ast.walk(ast.parse(source))
        for operand, names in iter_operations(node)
        for name in names
    }
    assert operations == {
        ("a", "__aiter__"),
        ("a", "__anext__"),
        ("b", "__aenter__"),
        ("b", "__aexit__"),
    }
