from __future__ import annotations

import ast

import pytest

from patchcritic.context.chains import CALL, read_annotation, read_chain, read_value


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("a", ("a",)),
        ("a.b.c", ("a", "b", "c")),
        ("a().b", ("a", "()", "b")),
        ("a.b(1)(2)", ("a", "b", "()", "()")),
        ("super().load(x)", ("super()", "load", "()")),
        ("(lambda: 1)()", None),
        ("a[0].b", None),
        ("'text'.join(x)", None),
        (".".join("a" * 12), None),
    ],
)
def test_chains(text: str, chain: tuple[str, ...] | None) -> None:
    assert read_chain(expression(text)) == chain


def test_await_is_looked_through() -> None:
    function = ast.parse("async def f():\n    await a.b()\n").body[0]
    assert isinstance(function, ast.AsyncFunctionDef)
    statement = function.body[0]
    assert isinstance(statement, ast.Expr)
    assert read_chain(statement.value) == ("a", "b", "()")


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Store", ("Store", "()")),
        ("m.Store | None", ("m", "Store", "()")),
        ("None | Store", ("Store", "()")),
        ("Optional[Store]", ("Store", "()")),
        ("t.Iterator[Store]", ("Store", "()")),
        ("t.Generator[Store, None, None]", ("Store", "()")),
        ("list[Store]", ("list", "()")),
        ("'m.Store'", ("m", "Store", "()")),
        ("'Store | None'", None),
        ("3", None),
        (" | ".join(["A"] * 300), ("A", "()")),
    ],
)
def test_annotations(text: str, chain: tuple[str, ...] | None) -> None:
    assert read_annotation(expression(text)) == chain


def test_no_annotation() -> None:
    assert read_annotation(None) is None


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("a.b", ("a", "b")),
        ("Box() if given is None else given", ("Box", CALL)),
        ("given or Box()", ("Box", CALL)),
        ("one if two else three", ("one",)),
        ("1 or 2", None),
    ],
)
def test_of_alternatives_the_one_that_is_made_is_known(
    text: str, chain: tuple[str, ...] | None
) -> None:
    assert read_value(ast.parse(text, mode="eval").body) == chain
