"""The pytest marks of functions, classes and modules, read from decorators and ``pytestmark``."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from patchcritic.discovery.classes import Classes
from patchcritic.discovery.evaluator import Env, Evaluator
from patchcritic.discovery.ids import NotStatic, Parametrization, as_parametrization
from patchcritic.discovery.scopes import Assigned, Scope
from patchcritic.discovery.values import UNKNOWN, Class, Function, Mark, Marked, Module

_PARAMETERS = ("argnames", "argvalues", "indirect", "ids", "scope")
UNREADABLE = Mark(name="", args=("a decorator may parametrize it",))
"""Stands for a decorator that may parametrize the test in a way that cannot be told."""


class MarkReader:
    """Reads marks in the order in which pytest's ``iter_markers`` gives them."""

    def __init__(self, evaluator: Evaluator, classes: Classes) -> None:
        self._evaluator = evaluator
        self._classes = classes

    def marks_of(
        self, function: Function | None, owners: Sequence[Class], module: Module
    ) -> list[Mark]:
        """Marks of a test: its own, its classes' innermost first, its module's."""
        marks: list[Mark] = []
        if function is not None and not isinstance(function.node, ast.Lambda):
            env = Env(
                module=function.module,
                owner=function.owner,
                before=function.node.lineno,
                local=function.bound,
            )
            marks += self._decorator_marks(function.node.decorator_list, env, function)
        for owner in reversed(owners):
            for ancestor in reversed(self._classes.lineage(owner).mro):
                marks += self._scope_marks(ancestor.scope, ancestor.module, ancestor)
                env = Env(module=ancestor.module, owner=ancestor.owner, before=ancestor.node.lineno)
                marks += self._decorator_marks(ancestor.node.decorator_list, env)
        marks += self._scope_marks(module.scope, module, None)
        return marks

    def _scope_marks(self, scope: Scope, module: Module, owner: Class | None) -> Iterator[Mark]:
        binding = scope.latest("pytestmark")
        if binding is None or not isinstance(binding.bound, Assigned):
            return
        env = Env(module=module, owner=owner, before=binding.line)
        value = self._evaluator.evaluate(binding.bound.expr, env)
        for one in value if isinstance(value, list | tuple) else (value,):
            if isinstance(one, Mark):
                yield one

    def _decorator_marks(
        self, decorators: Sequence[ast.expr], env: Env, function: Function | None = None
    ) -> Iterator[Mark]:
        """Decorators are applied from the bottom up."""
        for decorator in reversed(decorators):
            value = self._evaluator.evaluate(decorator, env)
            applied = self._applied(value, function) if isinstance(value, Function) else None
            if isinstance(value, Mark):
                yield value
            elif applied is not None:
                yield from applied.marks
            elif self._may_parametrize(decorator, value, env):
                yield UNREADABLE

    def _applied(self, decorator: Function, function: Function | None) -> Marked | None:
        result = self._evaluator.call(decorator, [function], {})
        is_same = isinstance(result, Marked) and result.function is function
        return result if is_same else None

    def _may_parametrize(self, decorator: ast.expr, value: Any, env: Env) -> bool:
        text = ast.unparse(decorator)
        if "parametriz" in text or "parameterized" in text:
            return True
        callee = value
        if value is UNKNOWN and isinstance(decorator, ast.Call):
            callee = self._evaluator.evaluate(decorator.func, env)
        if not isinstance(callee, Function):
            return False
        return any(
            isinstance(node, ast.Attribute) and node.attr == "parametrize"
            for node in ast.walk(callee.node)
        )


def read_parametrize(mark: Mark, iterate: Callable[[Any], list[Any]]) -> Parametrization:
    """The arguments of a ``parametrize`` mark. Raises NotStatic."""
    given = dict(zip(_PARAMETERS, mark.args, strict=False)) | dict(mark.kwargs)
    names, values = given.get("argnames", UNKNOWN), given.get("argvalues", UNKNOWN)
    return as_parametrization(names, values, given.get("ids"), iterate)


def direct_argnames(mark: Mark) -> frozenset[str]:
    """The arguments that a ``parametrize`` mark gives itself, not through a fixture."""
    given = dict(zip(_PARAMETERS, mark.args, strict=False)) | dict(mark.kwargs)
    try:
        names = as_parametrization(given.get("argnames", UNKNOWN), [], None, list).argnames
    except NotStatic:
        return frozenset()
    indirect = given.get("indirect", False)
    if isinstance(indirect, list | tuple):
        return frozenset(names) - frozenset(indirect)
    return frozenset() if indirect is True else frozenset(names)


def used_fixtures(marks: Sequence[Mark]) -> tuple[str, ...]:
    """Names given to ``usefixtures``; the anyio plugin asks for its backend in the same way."""
    names: list[str] = []
    for mark in marks:
        if mark.name == "usefixtures":
            names += [name for name in mark.args if isinstance(name, str)]
        elif mark.name == "anyio":
            names.append("anyio_backend")
    return tuple(names)
