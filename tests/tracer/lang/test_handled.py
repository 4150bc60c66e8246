"""What a generator's body knows of the exception that its caller handles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

MAKERS = """
import sys
def told():
    print(sys.exc_info()[0], sys.exception())
    yield 1
    try:
        raise KeyError("own")
    except KeyError as error:
        print(repr(error.__context__), sys.exception())
    print(sys.exception())
    yield 2
    print(sys.exception())
    yield 3
def again():
    yield
    try:
        raise
    except Exception as error:
        print("again", repr(error))
    yield
def thrown():
    try:
        yield
    except TypeError as error:
        print("inside", repr(error.__context__))
        raise
def held():
    try:
        1 / 0
    except ZeroDivisionError:
        yield
        raise KeyError("late")
def cleared():
    try:
        yield
    except OSError:
        error = KeyError("cleared")
        try:
            raise error
        finally:
            error.__context__ = None
def under(step, *args):
    try:
        [].pop()
    except IndexError:
        return step(*args)
def outcome(step, *args):
    try:
        under(step, *args)
    except Exception as error:
        while error is not None:
            print("out", repr(error))
            error = error.__context__
"""


@pytest.mark.parametrize(
    "steps",
    [
        "it = told(); under(next, it); under(next, it); next(it)",
        "it = told(); next(it); under(next, it); outcome(it.throw, OSError(3))",
        "it = again(); next(it); under(next, it)",
        "it = again(); next(it); outcome(next, it)",
        "it = again(); next(it); print(next(it, 5))",
        "it = thrown(); next(it); outcome(it.throw, KeyError('not caught'))",
        "it = thrown(); next(it); outcome(it.throw, TypeError('caught'))",
        "it = cleared(); next(it); outcome(it.throw, OSError(1))",
        "it = held(); next(it); outcome(next, it)",
        "it = held(); next(it); outcome(it.throw, OSError(1))",
    ],
)
def test_a_body_stands_on_its_callers_stack(steps: str, same: Callable[[str], None]) -> None:
    same(MAKERS + steps.replace("; ", "\n"))
