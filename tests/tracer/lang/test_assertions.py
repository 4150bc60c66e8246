from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from patchcritic.tracer.core.frames import frames_of

Make = Callable[[dict[str, str]], Any]

SOURCE = """
class Loud:
    def __repr__(self): raise ValueError("no")
class Long:
    def __repr__(self): return "x" * 1000
def check(value):
    assert value == [1,
                     2], "not the two"
def outer(value):
    check(value)
def plain(): assert Loud()
def single():
    assert not 5
def chained(): assert 1 < 2 < 1
def long(): assert Long() is None
def loud(): assert Loud() is None
"""


def fail(world: Any, name: str, *args: Any) -> AssertionError:
    with pytest.raises(AssertionError) as caught:
        getattr(world.load("t"), name)(*args)
    return caught.value


@pytest.mark.parametrize(
    ("name", "args", "text", "left", "right", "line"),
    [
        ("outer", ([3],), 'assert value == [1, 2], "not the two"', "[3]", "[1, 2]", 7),
        ("single", (), "assert not 5", "False", "", 13),
        ("chained", (), "def chained(): assert 1 < 2 < 1", "False", "", 14),
        ("long", (), "def long(): assert Long() is None", "x" * 199 + "…", "None", 15),
        ("loud", (), "def loud(): assert Loud() is None", "", "None", 16),
    ],
)
def test_the_witness_of_a_failed_assertion(
    make_world: Make, name: str, args: Any, text: str, left: str, right: str, line: int
) -> None:
    world = make_world({"t.py": SOURCE})
    error = fail(world, name, *args)
    witness = world.realm.witness_of(error)
    assert witness is not None
    assert (witness.assertion, witness.actual, witness.expected) == (text, left, right)
    assert (witness.path, witness.line) == ("t.py", line)
    assert world.realm.witness_of(AssertionError()) is None
    assert world.realm.undecided is None


def test_the_frames_that_an_error_passed_are_the_calls_to_it(make_world: Make) -> None:
    world = make_world({"t.py": SOURCE})
    frames = frames_of(fail(world, "outer", [3]))
    assert [(frame.code.qualname, frame.line) for frame in frames] == [("outer", 10), ("check", 7)]


def test_assertions_that_hold_are_noted_on_demand(make_world: Make) -> None:
    world = make_world({"t.py": "def f(x):\n    assert x == 2\n    assert x\n"})
    f = world.load("t").f
    f(2)
    assert world.realm.known == []
    world.realm.records_values = True
    f(2)
    assert [(each.text, each.left, each.right, each.holds) for each in world.realm.known] == [
        ("assert x == 2", "2", "2", True),
        ("assert x", "2", "", True),
    ]
