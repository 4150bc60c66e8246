from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.languages.javascript.graph import is_test_path

Discover = Callable[[str, str], Any]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("test('a', () => {})", ["a"]),
        ("test('a', async (t) => { await t.test('b', () => {}) })", ["a", "a::b"]),
        ("describe('a', () => { it('b', () => {}); describe('c', () => { it('d', f) }) })",
         ["a::b", "a::c::d"]),
        ("describe.only('a', () => { it.only('b', () => {}) })", ["a::b"]),
        ("xdescribe('a', () => { xit('b', () => {}); it.todo('c') })", ["a::b", "a::c"]),
        ("it.each([1, 2])('adds %i', (n) => {})", ["adds %i"]),
        ("it.each`a|b\n${1}|${2}`('$a and $b', ({ a, b }) => {})", ["$a and $b"]),
        ("test.concurrent.each([1])('c', (n) => {})", ["c"]),
        ("describe.skipIf(x)('a', () => { test.runIf(y)('b', () => {}) })", ["a::b"]),
        ("for (const c of all) { it(`is ${c}`, () => {}) }", ["is ${c}"]),
        ("all.forEach((c) => { describe('a ' + 'b', () => { it('c', () => {}) }) })", ["a b::c"]),
        ("it('it\\'s \\u0041\\n', () => {})", ["it's A\n"]),
        ("it(`plain`, () => {})", ["plain"]),
        ("it('a [b] :: c', () => {})", ["a [b] :: c"]),
        ("it(name, () => {})", ["name"]),
        ("test(() => {}); test(function f() {})", ["<anonymous>", "f"]),
        ("nodeTest.describe('a', () => { nodeTest.it('b', () => {}) })", ["a::b"]),
        ("test.describe('a', () => { test('b', async ({ page }) => {}) })", ["a::b"]),
        ("suite('a', function () { test('b', function () {}) })", ["a::b"]),
        ("describe(Clock, () => { it('a', () => {}) })", ["Clock::a"]),
        ("(function () { it('a', () => {}) })()", ["a"]),
        ("if (x) { it('a', () => {}) } else { it('b', () => {}) }", ["a", "b"]),
        ("it('a', () => {}); it('a', () => {})", ["a"]),
        ("/a/.test('b'); x.test('c'); it(); test('no callback'); describe('empty', () => {})", []),
    ],
)  # fmt: skip
def test_ids(discover: Discover, text: str, expected: list[str]) -> None:
    assert discover("a.test.js", text).ids == [f"a.test.js::{one}" for one in expected]


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("it('a', () => {})", ""),
        ("it.each([1])('a %i', (n) => {})", "placeholders are not filled in"),
        ("it(`a ${b}`, () => {})", "built at run time"),
        ("describe.each([1])('a %i', (n) => { it('b', () => {}) })", "placeholders"),
        ("it('a', () => {}); it('a', () => {})", "several tests have this title"),
    ],
)
def test_what_is_not_known_is_noted(discover: Discover, text: str, note: str) -> None:
    (test,) = discover("a.test.js", text).tests
    assert note in test.note
    assert bool(test.note) == bool(note)
    assert test.is_parametrized == (".each" in text)


def test_spans_and_the_hooks_around_a_test(discover: Discover) -> None:
    text = """\
    before(() => {})
    describe('a', () => {
      beforeEach(set)
      it('b', () => {
      })
    })
    describe('c', () => { beforeEach(other) })
    """
    (test,) = discover("a.test.ts", text).tests
    assert (test.span.start, test.span.end) == (4, 5)
    assert [hook.name for hook in test.fixtures] == ["before", "a.beforeEach"]


def test_a_file_that_cannot_be_read_is_a_warning(discover: Discover) -> None:
    found = discover("a.test.js", "x" * 1_000_001)
    assert found.tests == ()
    assert "too large" in found.warnings[0]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.test.js", True), ("src/a.spec.tsx", True), ("src/__tests__/a.jsx", True),
        ("test/a.js", True), ("tests/deep/a.mjs", True), ("test.js", True), ("test-a.cjs", True),
        ("lib/a_test.js", True), ("lib/a-test.ts", True), ("spec/a.js", True),
        ("src/a.js", False), ("src/latest.js", False), ("src/contest/a.js", False),
        ("types/a.test.d.ts", False), ("node_modules/x/test/a.js", False),
        ("test/data.json", False), ("dist/a.test.min.js", False),
    ],
)  # fmt: skip
def test_which_files_are_tests(path: str, expected: bool) -> None:
    assert is_test_path(path) == expected
