from __future__ import annotations

import ast
from textwrap import dedent

import pytest

from patchcritic.context.references import References, find_references


def references(source: str) -> References:
    return find_references(ast.parse(dedent(source)))


@pytest.mark.parametrize(
    ("source", "chain"),
    [
        ("mod.func(1)", ("mod", "func", "()")),
        ("f(g(h))", ("h",)),
        ("x = Store()\nx == y", ("x", "__eq__")),
        ("patch('pkg.mod.name')", ("pkg", "mod", "name")),
        ("def f(a=CONST): pass", ("CONST",)),
    ],
)
def test_chains_are_found(source: str, chain: tuple[str, ...]) -> None:
    assert chain in references(source).chains


@pytest.mark.parametrize(
    ("source", "name", "chain"),
    [
        ("x = Store(1)", "x", ("Store", "()")),
        ("self.x = m.Store()", "self.x", ("m", "Store", "()")),
        ("x: Store = make()", "x", ("Store", "()")),
        ("with opened() as x: pass", "x", ("opened", "()")),
        ("for x in items(): pass", "x", ("items", "()", "__iter__", "()")),
        ("[x for x in items]", "x", ("items", "__iter__", "()")),
        ("def f(x: Store): pass", "x", ("Store", "()")),
        ("async def f():\n    async for x in a: pass", "x", ("a", "__anext__", "()")),
    ],
)
def test_names_are_known_by_what_they_are_given(
    source: str, name: str, chain: tuple[str, ...]
) -> None:
    assert references(source).types[name] == chain


def test_annotations_are_types_and_not_uses() -> None:
    found = references("def f(x: Store) -> Result: return x.load()")
    assert ("Store",) not in found.chains
    assert found.types == {"x": ("Store", "()")}
    assert found.returned == ("Result", "()")


def test_what_a_function_returns_without_an_annotation() -> None:
    assert references("def f():\n    yield Store()\n").returned == ("Store", "()")


def test_receivers_of_unknown_type_leave_the_method() -> None:
    found = references(
        "def f(x, *rest, **more):\n    x.load()\n    rest[0].save\n    (a or b).close()"
    )
    assert set(found.methods) == {"load", "save", "close", "__getitem__"}
    assert {"x", "rest", "more"} <= found.local_names


def test_what_is_set_on_self_is_known() -> None:
    assert references("def f(self):\n    self.x = 1\n    self.y += 2").attributes == {"x", "y"}


def test_defaults_are_told_apart() -> None:
    assert references("def f(a=one, *, b=two()): three").defaults == {("one",), ("two", "()")}
