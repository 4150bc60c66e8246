"""What runs for one test: set-up methods, fixtures, and the test function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.domain import Span, TestCase
from patchcritic.facts.engine import Engine, receiver_of
from patchcritic.facts.nouns import FunctionRef, Problem
from patchcritic.facts.place import Place, iter_functions

_SET_UP = ("setUpClass", "setup_class", "setUp", "setup_method")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class TestBodies:
    """The functions of a test in the order in which they run."""

    __test__ = False

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def iter_problems(self, test: TestCase, place: Place) -> Iterator[tuple[Problem, ...]]:
        """The problems of each function that the test runs."""
        for function in self._iter_functions(test, place):
            yield self._engine.function_problems(function)

    def _iter_functions(self, test: TestCase, place: Place) -> Iterator[FunctionRef]:
        if place.cls is not None:
            for name in _SET_UP:
                found = self._engine.classes.find_raw(place.cls, name)
                if not isinstance(found, tuple):
                    continue
                owner, node = found
                if isinstance(node, _FUNCTIONS):
                    receiver = receiver_of(node, place.cls, is_exact=True)
                    yield FunctionRef(owner.path, f"{owner.qualname}.{name}", node, receiver)
        for fixture in test.fixtures:
            fixture_function = self._find_fixture(fixture.span)
            if fixture_function is not None:
                yield fixture_function
        receiver = receiver_of(place.node, place.cls, is_exact=True)
        yield FunctionRef(place.path, place.qualname, place.node, receiver)

    def _find_fixture(self, span: Span) -> FunctionRef | None:
        """The fixture's function; one in a class is left out, its ``self`` being unknown."""
        for qualname, node in iter_functions(self._engine.tree, span.path):
            first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
            if span.start in {first, node.lineno} and "." not in qualname:
                return FunctionRef(span.path, qualname, node, None)
        return None
