from __future__ import annotations

import pytest

from patchcritic.languages.javascript.definitions import parse_symbols
from patchcritic.symbols import Definition


def first(text: str, path: str = "a.js") -> Definition:
    return parse_symbols(path, text).definitions[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("function f(a,b){return a+b}", "function f(a, b) {\n  // sum\n  return a + b;\n}\n"),
        ("const f = x => x", "const f = (x) => x;"),
        ("const f = () => 'a'", 'const f = () => "a"'),
        ("const f = () => [1, 2]", "const f = () => [\n  1,\n  2,\n]"),
        ("const f = () => <p>a b</p>", "const f = () => <p>\n  a b\n</p>"),
    ],
)
def test_formatting_leaves_the_digest(one: str, other: str) -> None:
    assert first(one).digest == first(other).digest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("const f = () => a + b", "const f = () => a - b"),
        ("const f = () => [1, , 2]", "const f = () => [1, 2]"),
        ("const f = () => a.b", "const f = () => a?.b"),
        ("function f() {}", "async function f() {}"),
        ("const f = () => `a${b}`", "const f = () => `a ${b}`"),
        ("function f(a) {}", "function f(a {}"),
        ("module.exports = { a, b }", "module.exports = { a }"),
        ("for (;a;) {}; var x", "for (;;a) {}; var x"),
    ],
)
def test_behaviour_changes_the_digest(one: str, other: str) -> None:
    assert [each.digest for each in parse_symbols("a.js", one).definitions] != [
        each.digest for each in parse_symbols("a.js", other).definitions
    ]


def test_names_by_how_they_are_used() -> None:
    one = first("const f = ({ a }) => { this.b(c.d, 'e.f', { g: 1, h }); const { i: j } = k }")
    assert {"c", "h", "j", "k"} <= one.loads
    assert {"a", "d", "i"} <= one.attributes
    assert one.own_attributes == {"b"}
    assert one.strings == {"e.f"}
    assert "g" in one.names
    assert "g" not in one.attributes
