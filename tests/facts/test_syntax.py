"""Compile-time errors, checked against what CPython's own compiler says of the same small text."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from patchcritic.facts.syntax import find_compile_error, find_syntax_problem
from patchcritic.symbols import SourceProblem, parse_source

REJECTED = [
    "return 1",
    "class A:\n    return 1",
    "yield 1",
    "break",
    "if x:\n    continue",
    "for x in y:\n    def f():\n        break",
    "for x in y:\n    class A:\n        continue",
    "while x:\n    pass\nelse:\n    break",
    "nonlocal x",
    "def f():\n    from m import *",
    "def f():\n    await x",
    "await x",
    "def f():\n    async with x:\n        pass",
    "async def f():\n    def g():\n        await x",
    "f(a=1, a=2)",
    "def f(a, a): pass",
    "lambda a, *a: 1",
    "try:\n    pass\nexcept:\n    pass\nexcept ValueError:\n    pass",
    "x = 1\nfrom __future__ import annotations",
    "from __future__ import no_such_thing",
    "def f(x=(yield)): pass",
]
ACCEPTED = [
    "def f():\n    return 1",
    "lambda: (yield)",
    "for x in y:\n    if x:\n        break\n    else:\n        continue",
    "for x in y:\n    try:\n        pass\n    finally:\n        continue",
    "for x in y:\n    with z:\n        break\n    match x:\n        case 1:\n            continue",
    "def f():\n    x = 1\n    class A:\n        def g(self):\n            nonlocal x",
    "async def f():\n    return [await x async for x in y]",
    "async def f():\n    async with x:\n        await z",
    "def f(a, /, b, *c, d, **e): pass",
    "f(a=1, b=2, **{'a': 1})",
    '"""Text."""\nfrom __future__ import annotations\nfrom __future__ import division',
    "try:\n    pass\nexcept ValueError:\n    pass\nexcept:\n    pass",
    "for x in y:\n    for z in y:\n        pass\n    else:\n        break",
    "class A:\n    from m import x",
    "@f(lambda: 1)\ndef g(): pass",
]


@pytest.mark.parametrize("source", REJECTED)
def test_what_the_compiler_rejects(source: str) -> None:
    with pytest.raises(SyntaxError) as error:
        compile(source, "x.py", "exec")
    found = find_compile_error(ast.parse(source))
    assert found is not None
    assert found[0] == error.value.lineno
    assert found[1].split()[0] == str(error.value.msg).split()[0]


@pytest.mark.parametrize("source", ACCEPTED)
def test_what_the_compiler_accepts(source: str) -> None:
    compile(source, "x.py", "exec")
    assert find_compile_error(ast.parse(source)) is None


def test_the_standard_library_has_no_errors() -> None:
    folder = Path(ast.__file__).parent
    names = [
        "argparse",
        "ast",
        "asyncio/tasks",
        "dataclasses",
        "enum",
        "inspect",
        "typing",
        "contextlib",
    ]
    for name in names:
        text = (folder / f"{name}.py").read_text(encoding="utf-8")
        assert find_syntax_problem(name, text, parse_source(text)) is None


@pytest.mark.parametrize(
    ("source", "is_certain"),
    [
        ("def f(:\n    pass", True),
        ("x = (1,\ny = 2", True),
        ("if x:\npass", True),
        ("type X =", False),  # 3.12 and later know the statement
        ("def f[T(x): pass", False),
        ("x = f'{d['a']'", False),
        ("try:\n    pass\nexcept A, B:\n    pass", False),
    ],
)
def test_certain_only_for_grammar_that_no_version_has(source: str, is_certain: bool) -> None:
    with pytest.raises(SourceProblem) as error:
        parse_source(source)
    problem = find_syntax_problem("x.py", source, error.value)
    assert problem is not None
    assert problem.is_certain is is_certain
    assert problem.line == error.value.line


def test_what_only_we_cannot_read_is_no_syntax_error() -> None:
    assert find_syntax_problem("x.py", "x", SourceProblem("too deeply nested to parse")) is None
