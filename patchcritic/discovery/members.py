"""The test functions of modules and classes, by pytest's and unittest's naming rules."""

from __future__ import annotations

import ast
import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from patchcritic.discovery.classes import Classes
from patchcritic.discovery.evaluator import Evaluator
from patchcritic.discovery.fixtures import FixtureFinder, span_of
from patchcritic.discovery.options import PytestOptions
from patchcritic.discovery.project import Entity, Expression
from patchcritic.discovery.scopes import Assigned, Binding, Defined, FunctionNode, Imported
from patchcritic.discovery.values import UNKNOWN, Class, Function, Module
from patchcritic.domain import Span

_TEST_WORDS: Final = frozenset({"def test", "TestCase"})
_NOT_CALLABLE: Final = ("property", "cached_property", "fixture")
_MAX_NESTING: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One test function and the classes it was found in."""

    names: tuple[str, ...]
    """The names it was found under: classes outermost first, then the function."""
    owners: tuple[Class, ...]
    function: Function | None
    """None when it is made by code that would have to run."""
    span: Span
    is_unittest: bool = False


class MemberFinder:
    """Walks modules and classes as pytest's collectors do."""

    def __init__(self, evaluator: Evaluator, classes: Classes, fixtures: FixtureFinder) -> None:
        self._evaluator = evaluator
        self._project = evaluator.project
        self._classes = classes
        self._fixtures = fixtures

    def in_module(self, module: Module, options: PytestOptions) -> Iterator[Found]:
        """The tests of a module, those it imports included."""
        flag = module.scope.latest("__test__")
        if flag and isinstance(flag.bound, Assigned) and _is_false(flag.bound.expr):
            return
        for name in dict.fromkeys(self._project.exported_names(module, _TEST_WORDS)):
            binding = module.scope.latest(name)
            if name in module.scope.hidden:
                continue
            if binding is not None and not self._is_candidate(module, name, binding, options):
                continue
            entity = self._project.lookup(module, name)
            if entity is not None:
                yield from self._in_item(name, entity, (), options)

    def _is_candidate(
        self, module: Module, name: str, binding: Binding, options: PytestOptions
    ) -> bool:
        """Whether a name is worth looking at: most imports and constants are not tests."""
        is_named = _is_named(name, options.python_functions) or _is_named(
            name, options.python_classes
        )
        match binding.bound:
            case Imported() as imported:
                return options.collects_imported and self._project.may_import(
                    module, imported, _TEST_WORDS
                )
            case Assigned(expr=expr):
                return is_named or isinstance(expr, ast.Attribute | ast.Name)
            case Defined(node=ast.ClassDef()):
                return True
        return is_named

    def _in_item(
        self, name: str, entity: Entity, owners: tuple[Class, ...], options: PytestOptions
    ) -> Iterator[Found]:
        value = self._evaluator.value_of(entity)
        if isinstance(value, Class):
            if len(owners) < _MAX_NESTING:
                yield from self._in_class(name, value, owners, options)
        elif _is_named(name, options.python_functions):
            found = self._function(value, entity)
            if found is not None:
                function, span = found
                yield Found(names=(name,), owners=owners, function=function, span=span)

    def _function(self, value: Any, entity: Entity) -> tuple[Function | None, Span] | None:
        """A function that pytest would call, or a call's result that may well be one."""
        if isinstance(value, Function):
            if _decorated_as(value.node, _NOT_CALLABLE) or self._fixtures.fixture_mark(value):
                return None
            return value, span_of(value.module.path, value.node)
        if (
            value is UNKNOWN
            and isinstance(entity, Expression)
            and isinstance(entity.expr, ast.Call)
        ):
            return None, span_of(entity.module.path, entity.expr)
        return None

    def _in_class(
        self, name: str, owner: Class, owners: tuple[Class, ...], options: PytestOptions
    ) -> Iterator[Found]:
        lineage = self._classes.lineage(owner)
        if self._classes.is_hidden(owner) or self._classes.is_abstract(owner):
            return
        if lineage.is_unittest:
            for found in self._in_unittest(owner, (*owners, owner)):
                yield _under(name, found)
            return
        if not (_is_named(name, options.python_classes) or self._classes.is_forced(owner)):
            return
        if self._classes.has_constructor(owner):
            return
        for member, entity in self._members(owner):
            for found in self._in_item(member, entity, (*owners, owner), options):
                yield _under(name, found)

    def _members(self, owner: Class) -> Iterator[tuple[str, Entity]]:
        """A class's members in pytest's order: inherited ones first."""
        seen: set[str] = set()
        levels: list[list[tuple[str, Entity]]] = []
        for ancestor in self._classes.lineage(owner).mro:
            level: list[tuple[str, Entity]] = []
            for name in ancestor.scope.names:
                if name in seen:
                    continue
                seen.add(name)
                binding = ancestor.scope.latest(name)
                if binding is None or name in ancestor.scope.hidden:
                    continue
                entity = self._project.entity(ancestor.module, binding, ancestor)
                if entity is not None:
                    level.append((name, entity))
            levels.append(level)
        for level in reversed(levels):
            yield from level

    def _in_unittest(self, owner: Class, owners: tuple[Class, ...]) -> Iterator[Found]:
        """unittest takes every callable whose name starts with ``test``, sorted by name."""
        members = dict(self._members(owner))
        names = sorted(name for name in members if name.startswith("test"))
        n_found = 0
        for name in names:
            entity = members[name]
            found = self._function(self._evaluator.value_of(entity), entity)
            if found is not None:
                n_found += 1
                yield Found(
                    names=(name,), owners=owners, function=found[0], span=found[1], is_unittest=True
                )
        run_test = members.get("runTest")
        if not n_found and isinstance(run_test, Function):
            span = span_of(run_test.module.path, run_test.node)
            yield Found(
                names=("runTest",), owners=owners, function=run_test, span=span, is_unittest=True
            )


def _under(name: str, found: Found) -> Found:
    return Found(
        names=(name, *found.names),
        owners=found.owners,
        function=found.function,
        span=found.span,
        is_unittest=found.is_unittest,
    )


def _is_named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(
        name.startswith(pattern)
        or (any(letter in pattern for letter in "*?[") and fnmatch.fnmatch(name, pattern))
        for pattern in patterns
    )


def _is_false(expr: ast.expr) -> bool:
    return isinstance(expr, ast.Constant) and not expr.value


def _decorated_as(node: FunctionNode | ast.Lambda, endings: tuple[str, ...]) -> bool:
    if isinstance(node, ast.Lambda):
        return False
    return any(
        isinstance(decorator, ast.Name) and decorator.id in endings
        for decorator in node.decorator_list
    )
