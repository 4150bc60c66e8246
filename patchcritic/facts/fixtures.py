"""Fixtures that a test asks for and that the patch took away."""

from __future__ import annotations

import ast

from patchcritic.domain import Fact, TestCase
from patchcritic.facts.place import Place, conftests_of
from patchcritic.facts.resolver import decorator_names
from patchcritic.facts.tree import Tree


class LostFixtures:
    """Compares the fixtures that a test module sees before and after."""

    def __init__(self, base: Tree, patched: Tree) -> None:
        self._base = base
        self._patched = patched
        self._lost: dict[str, dict[str, str]] = {}

    def find(self, test: TestCase, place: Place) -> tuple[Fact, ...]:
        """Arguments whose fixture stood in the base tree and stands nowhere now.

        A premise only: an installed plugin may offer a fixture of the same name.
        """
        if place.module not in self._lost:
            before = _visible_fixtures(self._base, place.module)
            after = _visible_fixtures(self._patched, place.module)
            gone = before.keys() - after.keys()
            self._lost[place.module] = {name: before[name] for name in gone}
        known = {fixture.name for fixture in test.fixtures}
        lost = self._lost[place.module]
        return tuple(
            Fact(
                kind="missing-fixture",
                path=place.path,
                line=place.node.lineno,
                message=f"The fixture `{item.arg}` ({lost[item.arg]}) is not defined any more.",
                node_id=test.node_id,
            )
            for item in place.node.args.args
            if item.arg in lost and item.arg not in known
        )


def _visible_fixtures(tree: Tree, module: str) -> dict[str, str]:
    """Fixture name -> place, of a test module and the conftest.py files above it."""
    found: dict[str, str] = {}
    for path in (*conftests_of(tree, module), module):
        parsed = tree.module(path)
        for node in ast.walk(parsed) if parsed else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and any(
                mark.rpartition(".")[2] == "fixture" for mark in decorator_names(node)
            ):
                found[_fixture_name(node)] = f"{path}:{node.lineno}"
    return found


def _fixture_name(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    for mark in node.decorator_list:
        for keyword in mark.keywords if isinstance(mark, ast.Call) else ():
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                return str(keyword.value.value)
    return node.name
