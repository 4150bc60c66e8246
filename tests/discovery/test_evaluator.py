from __future__ import annotations

import ast
from typing import Any

import pytest

from patchcritic.discovery.evaluator import Env, Evaluator
from patchcritic.discovery.project import Project
from patchcritic.discovery.values import UNKNOWN, Instance
from patchcritic.snapshot import MemorySnapshot

MODULE = """
import enum, itertools, operator, os, re, sys
from pathlib import Path
from typing import NamedTuple
class Color(enum.Enum):
    RED = 1
class Plain: pass
class Text(str): pass
class Pair(NamedTuple):
    a: int
def twice(x, *, by=2): return x * by
def steps(n):
    "Doc."
    y = n + 1
    a, b = y, 2
    return a * b
def filled():
    thing = Plain()
    thing.fill(1)
    for x in range(3):
        thing.add(x)
    return thing
def early(x):
    if x:
        return 1
    return 2
def lost():
    x = []
    x.append(1)
    return x
def endless(): return endless()
def many(*args, **kwargs): return (args, kwargs)
def wrap():
    def inner(): return 5
    return inner()
LATE = EARLY = 3
D = {}
D["k"] = 1
A, (B, C) = 1, (2, 3)
LOOP = LOOP
"""


def value_of(text: str) -> Any:
    project = Project(MemorySnapshot({"m.py": MODULE}))
    module = project.module("m.py")
    assert module is not None
    return Evaluator(project).evaluate(ast.parse(text, mode="eval").body, Env(module=module))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("twice(3)", 6),
        ("twice(3, by=4)", 12),
        ("steps(1)", 4),
        ("wrap()", 5),
        ("many(1, *[2], a=3, **{'b': 4})", ((1, 2), {"a": 3, "b": 4})),
        ("[A, B, C, LATE, D['k']]", [1, 2, 3, 3, 1]),
        ("{**D, 'l': 2}", {"k": 1, "l": 2}),
        ("{k: v for k, v in {'a': 1}.items()}", {"a": 1}),
        ("{x % 2 for x in range(4)}", {0, 1}),
        ("sorted({'b': 1, 'a': 2}.keys() - {'b'})", ["a"]),
        ("sorted([3, 1, 2], key=lambda x: -x)", [3, 2, 1]),
        ("list(filter(None, [0, 1])) + list(filter(lambda x: x > 1, [1, 2]))", [1, 2]),
        ("list(enumerate('ab', 1))", [(1, "a"), (2, "b")]),
        ("list(itertools.product([1, 2], repeat=2))", [(1, 1), (1, 2), (2, 1), (2, 2)]),
        ("list(itertools.chain([1], [2]))", [1, 2]),
        ("list(itertools.chain.from_iterable([[1], [2]]))", [1, 2]),
        ("dict([('a', 1)], b=2)", {"a": 1, "b": 2}),
        ("list(reversed(range(3)))", [2, 1, 0]),
        ("[sum([1, 2]), max(1, 2), len([object()]), round(1.5)]", [3, 2, 1, 2]),
        ("str(Path('a') / 'b')", "a/b"),
        ("[Path('a/b.py').stem, os.name]", ["b", "posix"]),
        ("1 < 2 < 3 and 'a' in 'ab' and None is None", True),
        ("not 0 or 1 / 0", True),
        ("[-1, +1, ~1, 2 ** 3, 7 // 2, 7 % 4, 1 << 2, 6 & 3, 6 ^ 3]",
         [-1, 1, -2, 8, 3, 3, 4, 2, 5]),
        ("'%s-%d' % ('a', 1)", "a-1"),
        ("'{}-{}'.format(1, 2)", "1-2"),
        ("[Color['RED'].value, twice.__name__, Color.__name__]", [1, "twice", "Color"]),
        ("(y := 3)", 3),
        ("[1, 2, 3][::-1]", [3, 2, 1]),
        ("endless.__name__", "endless"),
    ],
)  # fmt: skip
def test_known(text: str, expected: Any) -> None:
    assert value_of(text) == expected


@pytest.mark.parametrize(
    "text", ["Plain()", "filled()", "re.Scanner", "...", "operator.itemgetter(1)"]
)
def test_instances_have_no_id(text: str) -> None:
    assert isinstance(value_of(text), Instance) or text == "re.Scanner"


@pytest.mark.parametrize(
    "text",
    [
        "nothing", "nothing()", "nothing.at.all", "early(1)", "lost()", "endless()", "twice()",
        "twice(1, 2, 3)", "twice(1, other=2)", "Text('x')", "LOOP", "os.listdir('.')", "1 / 0",
        "[][0]", "{}['x']", "{nothing: 1}", "{nothing}", "[x for x in nothing]", "nothing == 1",
        "[x for x in [1] if nothing]", "[a for a, b in [(1, 2, 3)]]", "not nothing", "1 + nothing",
        "2 if nothing else 3", "nothing and 1", "'x' * 10**8", "2 ** 10**5", "1 << 10**5",
        "sys.argv", "sys.executable", "open('x')", "__import__('os')", "eval('1')", "print(1)",
        "'x'.encode('utf-15')", "'a'.join(['x' * 3000])", "'{:>9}'.format(1)", "f'{nothing}'",
        "f'{1:>99999}'",
        "list({'a', 'b'})", "max(nothing)", "Color.NONE", "Color['NONE']", "(1).bit_length()",
        "list(itertools.product(range(999), repeat=9))", "lambda: (yield)",
        "'%*d' % (9, 1)", "[1][nothing]", "(lambda x: x)()", "[*nothing]", "f'{ {1, 2} }'",
    ],
)  # fmt: skip
def test_unknown(text: str) -> None:
    value = value_of(text)
    assert value is UNKNOWN or repr(value).startswith(("External", "Function"))
