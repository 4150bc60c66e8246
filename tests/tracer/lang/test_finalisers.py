from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from patchcritic.tracer.core.undecided import Undecided

Make = Callable[[dict[str, str]], Any]

SOURCE = """
class Plain:
    def f(self): return __class__
    def g(self): return super().__repr__()
class Final:
    def __del__(self): pass
def make(): return Final()
def nested():
    a, b = 1, 2
    def inner(): return b, [a for _ in range(2)], late
    late = 3
    return inner.__closure__
def rewrite():
    class Other: pass
    Plain.f.__closure__[0].cell_contents = Other
    return Plain().f().__name__
"""


@pytest.fixture
def deep() -> Iterator[None]:
    """The host's recursion limit as the tracer's child process sets it."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(50_000)
    yield
    sys.setrecursionlimit(before)


def test_only_instances_with_a_finaliser_are_undecided(make_world: Make) -> None:
    module = make_world({"t.py": SOURCE}).load("t")
    assert module.Final.__name__ == "Final"
    with pytest.raises(Undecided, match="__del__"):
        module.make()


def test_closures_are_those_of_cpython(make_world: Make) -> None:
    module = make_world({"t.py": SOURCE}).load("t")
    assert [cell.cell_contents for cell in module.nested()] == [1, 2, 3]


def test_the_cell_of_a_class_can_be_rewritten(make_world: Make) -> None:
    module = make_world({"t.py": SOURCE}).load("t")
    assert module.rewrite() == "Other"


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    while True: pass\n",
        "def f(): return f()\n",
        "def f():\n    return ' + '.join(['1'] * 10 ** 9)\n",
        "def f():\n    x = 2\n    while True: x = x * x\n",
        "def f():\n    x = 'a'\n    while True: x = x + x\n",
        "def f(): return [i for i in iter(int, 1)]\n",
        "def f():\n    def g():\n        while True: yield 1\n    return list(g())\n",
    ],
)
def test_what_never_ends_is_undecided(make_world: Make, deep: None, source: str) -> None:
    world = make_world({"t.py": source})
    world.realm.budget.max_steps = 100_000
    with pytest.raises(Undecided):
        world.load("t").f()


def test_three_thousand_terms_are_no_problem(make_world: Make, deep: None) -> None:
    source = f"def f(): return {' + '.join(['1'] * 3000)}\n"
    assert make_world({"t.py": source}).load("t").f() == 3000
