from __future__ import annotations

import pytest

from patchcritic.languages.javascript.definitions import parse_symbols


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import a from './x'", [("./x", "default", "a")]),
        ("import { a, b as c } from './x'", [("./x", "a", "a"), ("./x", "b", "c")]),
        ("import * as n from './x'", [("./x", None, "n")]),
        ("import './x'", [("./x", None, "")]),
        ("import a, { b } from './x'", [("./x", "default", "a"), ("./x", "b", "b")]),
        ("export { a as b } from './x'", [("./x", "a", "b")]),
        ("export * from './x'", [("./x", "*", "*")]),
        ("export * as n from './x'", [("./x", None, "n")]),
        ("const a = require('./x')", [("./x", None, "a")]),
        ("const { a, b: c, d = 1 } = require('./x')",
         [("./x", "a", "a"), ("./x", "b", "c"), ("./x", "d", "d")]),
        ("const a = require('./x').b", [("./x", "b", "a")]),
        ("const a = (await import('./x')).b", [("./x", "b", "a")]),
        ("module.exports = require('./x')", [("./x", None, "default")]),
        ("exports.a = require('./x')", [("./x", None, "a")]),
        ("module.exports = { a: require('./x').b }", [("./x", "b", "a")]),
        ("require('./x').f()", [("./x", None, "")]),
        ("const a = require(name)", []),
    ],
)  # fmt: skip
def test_imports(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    found = parse_symbols("a.js", text).imports
    assert [(one.module, one.name, one.alias) for one in found] == expected


def test_imports_of_typescript() -> None:
    text = "import fs = require('./x'); import type { T } from './y'"
    found = parse_symbols("a.ts", text).imports
    assert [(one.module, one.name, one.alias) for one in found] == [
        ("./x", None, "fs"),
        ("./y", "T", "T"),
    ]


def test_an_import_inside_a_function_belongs_to_it() -> None:
    found = parse_symbols("a.js", "function f() { const { a } = require('./x') }").imports
    assert {(one.scope, one.alias) for one in found} == {("f", "a"), ("f", "")}
