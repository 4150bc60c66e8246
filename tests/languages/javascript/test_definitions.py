from __future__ import annotations

import pytest

from patchcritic.languages.javascript.definitions import parse_symbols
from patchcritic.symbols import FileSymbols


def names_in(text: str, path: str = "a.js") -> list[str]:
    symbols = parse_symbols(path, text)
    assert symbols.error is None
    return [f"{one.kind.value} {one.qualname}" for one in symbols.definitions[1:]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("function f() {}", ["function f"]),
        ("async function* f() {}", ["function f"]),
        ("const f = () => 1", ["function f"]),
        ("let a = 1, b", ["variable a", "variable b"]),
        ("const { a, b: [c] } = f()", ["variable a", "variable c"]),
        ("class A { static x = 1; m() {} f = () => 2; #p() {} }",
         ["class A", "variable A.x", "method A.m", "method A.f", "method A.#p"]),
        ("class A { [Symbol.iterator]() {} 'a-b'() {} }",
         ["class A", "method A.[Symbol.iterator]", "method A.a-b"]),
        ("const o = { a() {}, b: () => 1, c: 2 }", ["variable o", "method o.a", "method o.b"]),
        ("A.prototype.m = function () {}", ["method A.m"]),
        ("A.prototype = { m() {}, n: 1 }", ["method A.m"]),
        ("A.of = () => 1", ["method A.of"]),
        ("exports.f = function () {}", ["function f"]),
        ("exports = module.exports = f", ["variable default", "variable default"]),
        ("module.exports = { a, b: c, d() {} }",
         ["variable default", "variable b", "method d"]),
        ("export default function f() {}", ["function f", "variable default"]),
        ("export default () => 1", ["function default"]),
        ("export { f as g }", ["variable g"]),
        ("export const f = () => 1, g = 2", ["function f", "variable g"]),
        ("(function () { var a = 1; exports.b = a })()", ["variable a", "variable b"]),
        ("this.a = function () {}", ["function a"]),
        ("if (x) { f() }", []),
        ("a[b] = 1; x()", []),
    ],
)  # fmt: skip
def test_definitions_of_javascript(text: str, expected: list[str]) -> None:
    assert sorted(names_in(text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("export abstract class A<T> { private x: T; m(): void {} }",
         ["class A", "variable A.x", "method A.m"]),
        ("interface I { a: string }", ["variable I"]),
        ("type T = string; enum E { A }", ["variable T", "variable E"]),
        ("namespace N { export function f() {} }", ["class N", "function N.f"]),
        ("export = f", ["variable default"]),
        ("export declare function f(a: string): void", ["function f"]),
        ("const f = ((a: number) => a) as F", ["function f"]),
    ],
)  # fmt: skip
def test_definitions_of_typescript(text: str, expected: list[str]) -> None:
    assert sorted(names_in(text, "a.ts")) == sorted(expected)


def test_jsx_and_flow_are_read() -> None:
    assert names_in("const A = () => <B c={d} />", "a.tsx") == ["function A"]
    assert names_in("const A = () => <B c={d} />", "a.js") == ["function A"]
    assert names_in("function f(a: string): void {}", "a.js") == ["function f"]


def test_suites_and_tests_are_definitions_named_by_their_titles() -> None:
    symbols = parse_symbols(
        "a.test.js",
        "describe('A', () => { const h = () => 1; beforeEach(set); it.skip('b c', () => h()) })",
    )
    found = {one.qualname: one.decorators for one in symbols.definitions[1:]}
    assert found == {
        "A": ("suite",),
        "A.h": (),
        "A.beforeEach": ("hook",),
        "A.b c": ("test", "skip"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "[" * 3000 + "]" * 3000,
        "f(" * 3000,
        "a" + ".b()" * 5000,
        "x = " + " + ".join(["'a'"] * 4000),
        "it(" + " + ".join(["'a'"] * 4000) + ", f)",
        "describe('a', () => {" * 1500 + "})" * 1500,
        "\ud800 function (",
        "",
    ],
)
def test_odd_text_never_raises(text: str) -> None:
    assert isinstance(parse_symbols("a.ts", text), FileSymbols)


def test_a_bundle_is_too_large() -> None:
    assert "too large" in (parse_symbols("a.js", "a;" * 600_000).error or "")


def test_what_stands_around_unreadable_syntax_is_kept() -> None:
    assert "function f" in names_in("let = = 3;\nfunction f() { return 1 }")
