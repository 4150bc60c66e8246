"""What a scope's walk certainly executes, seen through undefined names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.facts.engine import Engine

EngineOf = Callable[[Mapping[str, str]], Engine]

CERTAIN = [
    "gone",
    "x = y = gone",
    "x += gone",
    "x: int = gone",
    "del a[gone]",
    "assert gone",
    "raise gone",
    "return gone",
    "if gone:\n    pass",
    "while gone:\n    pass",
    "for x in gone:\n    pass",
    "match gone:\n    case 1:\n        pass",
    "def inner(x=gone):\n    pass",
    "@gone\ndef inner():\n    pass",
    "class Inner(gone):\n    pass",
    "class Inner:\n    x = gone",
    "lambda x=gone: x",
    "[x for x in gone]",
    "gone and a",
    "a if gone else a",
    "gone < a < a",
    "f'{gone}'",
    "a[gone].b = 1",
    "print(x := gone)",
    "with open('x') as x:\n    gone",
    "if a:\n    pass\ngone",
    "try:\n    a\nexcept ValueError:\n    raise\ngone",
    "for x in a:\n    if x:\n        break\ngone",
]
MAYBE = [
    "a and gone",
    "gone if a else a",
    "a < a < gone",
    "if a:\n    gone",
    "if a:\n    pass\nelse:\n    gone",
    "try:\n    gone\nexcept ValueError:\n    pass",
    "try:\n    a\nfinally:\n    gone",
    "with a:\n    gone",
    "[gone for x in a]",
    "{gone: 1 for x in a}",
    "lambda: gone",
    "match a:\n    case 1 if gone:\n        pass",
    "assert a, gone",
    "return\ngone",
    "if a:\n    return\ngone",
    "yield\ngone",
]
SILENT = [
    "x = 1\nx",
    "import gone\ngone",
    "import gone.deep\ngone",
    "from m import gone\ngone",
    "for gone in a:\n    gone",
    "with a as gone:\n    gone",
    "try:\n    a\nexcept E as gone:\n    gone",
    "def gone():\n    pass\ngone",
    "[gone for gone in a]",
    "[y for x in a for y in x if x]",
    "lambda gone, *args, **kwargs: (gone, args, kwargs)",
    "print(gone := 1, gone)",
    "class A:\n    gone = 1\n    x = gone",
    "try:\n    gone\nexcept NameError:\n    pass",
    "try:\n    gone\nexcept (KeyError, Exception):\n    pass",
    "try:\n    gone\nexcept:\n    pass",
    "import typing\nif typing.TYPE_CHECKING:\n    gone",
    "with suppress(NameError):\n    gone",
    "def inner() -> gone:\n    gone",
    "x: gone = 1",
    "match a:\n    case [gone]:\n        gone",
    "__class__",
    "WindowsError",
]
HEAD = "from somewhere import a, E, suppress\ndef f():\n"


def _problems(engine_of: EngineOf, body: str) -> list[tuple[str, bool]]:
    text = HEAD + "".join(f"    {line}\n" for line in body.splitlines())
    found = engine_of({"m.py": text}).scope_problems("m.py", "f")
    return [(problem.symbol, problem.is_certain) for problem in found]


@pytest.mark.parametrize("body", CERTAIN)
def test_certain(engine_of: EngineOf, body: str) -> None:
    assert _problems(engine_of, body) == [("gone", True)]


@pytest.mark.parametrize("body", MAYBE)
def test_perhaps(engine_of: EngineOf, body: str) -> None:
    assert _problems(engine_of, body) == [("gone", False)]


@pytest.mark.parametrize("body", SILENT)
def test_silent(engine_of: EngineOf, body: str) -> None:
    assert _problems(engine_of, body) == []


def test_only_the_first_is_certain(engine_of: EngineOf) -> None:
    assert _problems(engine_of, "one\ntwo") == [("one", True), ("two", False)]


def test_endless_recursion_and_import_cycles_end(engine_of: EngineOf) -> None:
    files = {
        "pkg/__init__.py": "from . import a\n",
        "pkg/a.py": "from . import b\ndef f():\n    g()\ndef g():\n    f()\n",
        "pkg/b.py": "from .a import f\nfrom . import a\ndef h():\n    f()\n    gone\n",
    }
    engine = engine_of(files)
    assert engine.import_problem("pkg/__init__.py") is None
    (problem,) = engine.scope_problems("pkg/b.py", "h")
    assert problem.is_certain


def test_circular_imports_hide_no_problem_whichever_is_asked_first(engine_of: EngineOf) -> None:
    files = {
        "setup.py": "",
        "pkg/__init__.py": "from pkg.a import *\nfrom pkg.b import *\n",
        "pkg/a.py": "from pkg import b\n",
        "pkg/b.py": "from pkg.a import b\nx = gone\n",
    }
    for first in ("pkg/__init__.py", "pkg/a.py", "pkg/b.py"):
        engine = engine_of(files)
        engine.module_problems(first)
        for path in (first, "pkg/b.py", "pkg/a.py", "pkg/__init__.py"):
            problem = engine.import_problem(path)
            assert problem is not None
            assert (problem.path, problem.symbol) == ("pkg/b.py", "gone")


def test_a_deep_expression_is_left_alone(engine_of: EngineOf) -> None:
    assert _problems(engine_of, "a" + ".b" * 3000) == []
