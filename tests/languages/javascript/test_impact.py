from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Analyse = Callable[[dict[str, str], dict[str, str]], Any]

LIB = """\
function parse(text) { return Number(text) }
function print(n) { return String(n) }
class Clock {
  constructor(n) { this.n = n }
  add(text) { this.n += parse(text); return this }
  show() { return print(this.n) }
}
module.exports = { parse, print, Clock }
"""
TESTS = """\
const { parse, print, Clock } = require('./lib')
const lib = require('./lib')
describe('Clock', () => {
  it('adds', () => { new Clock(0).add('1') })
  it('shows', () => { new Clock(0).show() })
})
it('parses', () => parse('1'))
it('prints', () => lib.print(1))
"""


def ids(analysis: Any) -> list[str]:
    return sorted(str(one.node_id).partition("::")[2] for one in analysis.associations)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("return Number(text)", "return +text", ["Clock::adds", "parses"]),
        ("return String(n)", "return `${n}`", ["Clock::shows", "prints"]),
        ("this.n += parse(text)", "this.n -= parse(text)", ["Clock::adds"]),
        ("this.n = n", "this.n = n || 0", ["Clock::adds", "Clock::shows"]),
        ("return String(n)", "return String(n /* same */)", []),
        ("function parse(text) {", "function parse(text {",
         ["Clock::adds", "Clock::shows", "parses", "prints"]),
    ],
)  # fmt: skip
def test_tests_that_name_what_changed(
    analyse: Analyse, old: str, new: str, expected: list[str]
) -> None:
    files = {"lib.js": LIB, "lib.test.js": TESTS}
    assert ids(analyse(files, {"lib.js": LIB.replace(old, new)})) == expected


@pytest.mark.parametrize(
    ("index", "test"),
    [
        ("export { f } from './f'", "import { f } from './index'\nit('a', () => f())"),
        ("export * from './f'", "import { f } from './index'\nit('a', () => f())"),
        ("export { f as g } from './f'", "import { g } from './index'\nit('a', () => g())"),
        ("export * as n from './f'", "import { n } from './index'\nit('a', () => n.f())"),
        ("import d from './f'\nexport { d }", "import { d } from './index'\nit('a', () => d())"),
        ("export { default } from './f'", "import x from './index'\nit('a', () => x())"),
        ("module.exports = require('./f')", "it('a', () => require('./index')())"),
        ("exports.f = require('./f')", "const i = require('./index')\nit('a', () => i.f())"),
        ("", "const x = require('./f').default\nit('a', () => x())"),
        ("", "let x\nbeforeEach(async () => { x = (await import('./f')).f })\nit('a', () => x())"),
        ("", "import * as n from './f'\nit('a', () => n['f']())"),
        ("", "import { f } from './f'\nconst help = () => f()\nit('a', () => help())"),
        ("", "import { f } from './f'\nconst all = { f }\nit('a', () => all[k]())"),
        ("import './f'", "import './index'\nit('a', () => {})"),
    ],
)
def test_ways_from_a_test_to_the_change(analyse: Analyse, index: str, test: str) -> None:
    files = {
        "f.js": "export function f() { return 1 }\nexport default f\nf()",
        "index.js": index,
        "a.test.js": f"{test}\n",
        "other.test.js": "it('b', () => f())\n",
    }
    found = analyse(files, {"f.js": files["f.js"].replace("return 1", "return 2")})
    assert [str(one.node_id) for one in found.associations] == ["a.test.js::a"]
    assert "f (changed)" in found.associations[0].reasons[0]


def test_changed_and_added_tests_are_told(analyse: Analyse) -> None:
    old = "describe('s', () => {\n  it('a', () => g(1))\n  it('b', () => g(2))\n})\n"
    new = old.replace("g(1)", "g(3)").replace("})\n", "  it('c', () => {})\n})\n")
    found = analyse({"a.test.ts": old}, {"a.test.ts": new})
    assert {str(one.node_id): one.kind for one in found.associations} == {
        "a.test.ts::s::a": "changed",
        "a.test.ts::s::c": "added",
    }
    assert found.n_unaffected == 1


def test_data_and_stored_snapshots_count_by_file(analyse: Analyse) -> None:
    files = {
        "package.json": "{}",
        "a.js": "exports.a = require('./package.json')",
        "a.test.js": "const { a } = require('./a')\nit('a', () => a.version)",
        "b.test.js": "it('b', () => {})",
        "__snapshots__/b.test.js.snap": "1",
    }
    new = {"package.json": '{"a": 1}', "__snapshots__/b.test.js.snap": "2"}
    assert ids(analyse(files, new)) == ["a", "b"]
