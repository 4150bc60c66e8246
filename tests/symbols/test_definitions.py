"""What one file defines, imports and names, by example."""

from __future__ import annotations

import pytest

from patchcritic.domain import SymbolKind
from patchcritic.symbols import MAIN_GUARD, MODULE, Definition, FileSymbols, parse_symbols

SOURCE = '''"""Module."""
import os, a.b as c
from . import x
try:
    import json
    K = 1
except ImportError:
    json = None
A: int = foo(bar=1)
__all__ = ["A", "pkg.mod:func"]

@dec.orator(1)
class C(B[int], metaclass=M):
    """Doc."""
    attr = getattr(x, "na_me")

    def m(self, a, /, b=compute(), *c, d, **k) -> Late:
        """Doc."""
        def inner():
            return self.zig
        from q import r
        try:
            isinstance(a, Checked)
        except Caught:
            local = 1
            return local + other.attribute, "templates/x.html"
        k["x"] = "visit_%s"

    @property
    async def n(self):
        pass

if __name__ == "__main__":
    main()
'''


@pytest.fixture(scope="module")
def symbols() -> FileSymbols:
    return parse_symbols(SOURCE)


@pytest.fixture(scope="module")
def by_name(symbols: FileSymbols) -> dict[str, Definition]:
    return {one.qualname: one for one in symbols.definitions}


def test_the_module_comes_first_and_the_rest_in_order(symbols: FileSymbols) -> None:
    assert [(one.qualname, one.kind.value, one.start) for one in symbols.definitions] == [
        (MODULE, "statement", 1),
        ("K", "variable", 6),
        ("json", "variable", 8),
        ("A", "variable", 9),
        ("__all__", "variable", 10),
        ("C", "class", 12),
        ("C.attr", "variable", 15),
        ("C.m", "method", 17),
        ("C.m.inner", "function", 19),
        ("C.n", "method", 29),
        (MAIN_GUARD, "variable", 33),
    ]


def test_parents_and_ends(by_name: dict[str, Definition]) -> None:
    assert by_name["C.m.inner"].parent == "C.m"
    assert by_name["C.m"].parent == "C"
    assert by_name["C"].parent == MODULE
    assert (by_name["C"].start, by_name["C"].end) == (12, 31)


def test_parameters(by_name: dict[str, Definition]) -> None:
    assert [(one.name, one.kind, one.has_default) for one in by_name["C.m"].parameters] == [
        ("self", "positional-only", False),
        ("a", "positional-only", False),
        ("b", "positional", True),
        ("c", "var-positional", False),
        ("d", "keyword-only", False),
        ("k", "var-keyword", False),
    ]


def test_decorators_bases_and_async(by_name: dict[str, Definition]) -> None:
    assert by_name["C"].decorators == ("dec.orator",)
    assert by_name["C"].bases == ("B",)
    assert by_name["C.n"].decorators == ("property",)
    assert by_name["C.n"].is_async


def test_own_code_leaves_out_nested_definitions(by_name: dict[str, Definition]) -> None:
    assert "zig" in by_name["C.m.inner"].own_attributes
    assert "zig" not in by_name["C.m"].names
    assert "getattr" not in by_name["C"].names


def test_what_only_names_a_class_does_not_load_it(by_name: dict[str, Definition]) -> None:
    method = by_name["C.m"]
    assert {"Late", "Checked", "Caught"} <= method.names
    assert {"Late", "Checked", "Caught"}.isdisjoint(method.loads)
    assert "local" not in method.loads
    assert "attribute" in method.attributes


def test_what_runs_on_import(by_name: dict[str, Definition]) -> None:
    assert by_name["C.m"].runs == {"compute"}
    assert by_name["A"].runs == {"foo"}
    assert by_name["C"].runs == {"orator", "M"}
    assert by_name[MAIN_GUARD].runs == {"main"}
    assert "main" not in by_name[MODULE].runs


def test_strings_that_may_be_names_or_paths(by_name: dict[str, Definition]) -> None:
    assert by_name["C.m"].strings == {"templates/x.html", "x", "visit_"}
    assert by_name["C.attr"].strings == {"na_me"}
    assert by_name["__all__"].strings == {"A", "pkg.mod:func"}


def test_a_store_to_an_item_counts_as_its_dunder(by_name: dict[str, Definition]) -> None:
    assert "__setitem__" in by_name["C.m"].names


def test_imports(symbols: FileSymbols) -> None:
    assert [
        (one.module, one.name, one.alias, one.level, one.scope, one.is_conditional)
        for one in symbols.imports
    ] == [
        ("os", None, "os", 0, MODULE, False),
        ("a.b", None, "c", 0, MODULE, False),
        (None, "x", "x", 1, MODULE, False),
        ("json", None, "json", 0, MODULE, True),
        ("q", "r", "r", 0, "C.m", False),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a):\n    return a\n", "def f( a ):\n\n    # why\n    return (a)\n"),
        ("def f():\n    return 1\n", 'def f():\n    """Doc."""\n    return 1\n'),
        ("def f():\n    pass\n", 'def f():\n    """Doc."""\n'),
        ("def f():\n    return 'a'\n", 'def f():\n    return "a"\n'),
        ("def f():\n    return 'ab'\n", "def f():\n    return 'a' 'b'\n"),
        ("def f():\n    return 1\n", "x = 3\n\n\ndef f():\n    return 1\n"),
    ],
)
def test_the_digest_ignores_what_is_cosmetic(one: str, other: str) -> None:
    assert _digest(one, "f") == _digest(other, "f")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("def f(a):\n    return a\n", "def f(a=1):\n    return a\n"),
        ("def f(a):\n    return a\n", "@d\ndef f(a):\n    return a\n"),
        ("def f(a):\n    return a\n", "def f(a) -> int:\n    return a\n"),
        ("def f(a):\n    return a\n", "def f(*, a):\n    return a\n"),
        ("def f():\n    return 1\n", "def f():\n    return 1.0\n"),
        ("def f():\n    return a - b\n", "def f():\n    return b - a\n"),
        ("def f():\n    return f(a, b)\n", "def f():\n    return f((a, b))\n"),
        ("def f():\n    return 'a'\n", "def f():\n    return b'a'\n"),
        ("def f():\n    if a: b\n    c\n", "def f():\n    if a:\n        b\n        c\n"),
    ],
)
def test_the_digest_sees_what_is_not(one: str, other: str) -> None:
    assert _digest(one, "f") != _digest(other, "f")


def _digest(text: str, name: str) -> str:
    return next(one.digest for one in parse_symbols(text).definitions if one.name == name)


@pytest.mark.parametrize("text", ["x" + ".a" * 2000, "if a: pass\n" + "elif b: pass\n" * 2000])
def test_deep_sources_are_read_without_recursion(text: str) -> None:
    symbols = parse_symbols(text)
    assert symbols.error is None
    assert "a" in symbols.definitions[0].names


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("def f(:\n", "invalid syntax"),
        ("x = 1\0", "null bytes"),
        ("x = '\udc80'", "not UTF-8 text"),
        ("x" + ".a" * 50_000, "too deeply nested"),
        ("(" * 5000 + ")" * 5000, "too many nested"),
        ("-" * 50_000 + "1", "too deeply nested"),
        ("x = 1\n" * 200_000, "too large"),
    ],
)
def test_a_bad_source_is_an_error_and_no_exception(text: str, error: str) -> None:
    symbols = parse_symbols(text)
    assert symbols.definitions == ()
    assert error in (symbols.error or "")


def test_the_error_knows_its_line() -> None:
    assert parse_symbols("x = 1\ny = = 2\n").error_line == 2


def test_an_invalid_escape_is_no_error() -> None:
    assert parse_symbols('x = "\\d"\n').error is None


def test_a_byte_order_mark_is_skipped() -> None:
    assert parse_symbols("\ufeffx = 1\n").definitions[1].name == "x"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("a, (b, *c) = d\n", ["a", "b", "c"]),
        ("a = b = 1\n", ["a", "b"]),
        ("a += 1\n", ["a"]),
        ("a.b = 1\n", []),
        ("with x:\n    a = 1\n", ["a"]),
        ("match x:\n    case 1:\n        a = 1\n", ["a"]),
        ("for i in x:\n    a = i\n", ["a"]),
        ("class C:\n    if x:\n        a = 1\n", ["C", "a"]),
        ("if x:\n    def f(): pass\n", ["f"]),
        ("def f():\n    a = 1\n", ["f"]),
    ],
)
def test_assignments_are_definitions(text: str, names: list[str]) -> None:
    found = parse_symbols(text).definitions[1:]
    assert [one.name for one in found] == names
    assert all(one.kind is SymbolKind.VARIABLE for one in found if one.name not in "Cf")
