"""Calls that fit and calls that do not, checked by making the very call."""

from __future__ import annotations

import ast
from itertools import product

import pytest

from patchcritic.facts.signatures import describe_call, explain_misfit, read_signature

DEFINITIONS = [
    "def f(): pass",
    "def f(a): pass",
    "def f(a, b=1): pass",
    "def f(a, /, b, *, c): pass",
    "def f(a=1, /, *, c=2): pass",
    "def f(*args): pass",
    "def f(a, *args, c=1): pass",
    "def f(**kwargs): pass",
    "def f(a, /, **kwargs): pass",
    "def f(a, b, c=1, *args, d, **kwargs): pass",
]
CALLS = ["f()", "f(1)", "f(1, 2)", "f(1, 2, 3, 4)", "f(a=1)", "f(1, a=2)", "f(1, b=2)"]
CALLS += ["f(1, c=2)", "f(1, 2, c=3)", "f(1, 2, d=3)", "f(z=1)", "f(b=1, a=2)"]


def _parse(definition: str, call: str) -> tuple[ast.FunctionDef, ast.Call]:
    function = ast.parse(definition).body[0]
    expression = ast.parse(call, mode="eval").body
    assert isinstance(function, ast.FunctionDef)
    assert isinstance(expression, ast.Call)
    return function, expression


@pytest.mark.parametrize(("definition", "call"), [*product(DEFINITIONS, CALLS)])
def test_agrees_with_python(definition: str, call: str) -> None:
    namespace: dict[str, object] = {}
    attempt = f"try:\n    {call}\n    fits = True\nexcept TypeError:\n    fits = False"
    exec(f"{definition}\n{attempt}", namespace)  # noqa: S102
    function, expression = _parse(definition, call)
    signature = read_signature(function)
    assert signature is not None
    assert (explain_misfit(signature, expression) is None) is namespace["fits"]


@pytest.mark.parametrize("call", ["f(*a)", "f(**k)", "f(1, 2, 3, *a)", "f(z=1, **k)"])
def test_unpacked_arguments_are_not_judged(call: str) -> None:
    function, expression = _parse("def f(a): pass", call)
    signature = read_signature(function)
    assert signature is not None
    assert explain_misfit(signature, expression) is None


def test_the_first_parameter_is_dropped_for_a_method() -> None:
    function, _ = _parse("def f(self, a, *, b=1): pass", "f()")
    assert str(read_signature(function, skip_first=True)) == "(a, *, b=...)"
    strange, _ = _parse("def f(): pass", "f()")
    assert read_signature(strange, skip_first=True) is None
    loose, _ = _parse("def f(*args): pass", "f()")
    assert str(read_signature(loose, skip_first=True)) == "(*args)"


def test_a_call_is_described_by_its_shape() -> None:
    assert describe_call(_parse("def f(): pass", "a.load(1, x, many=True)")[1]) == (
        "a.load(_, _, many=)"
    )
