"""A module's statements: one that cannot be decided loses what it binds, and the rest goes on."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.functions import FunctionCode
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.core.unknown import Unknown
from patchcritic.tracer.lang.operators import truth
from patchcritic.tracer.lang.running import enter
from patchcritic.tracer.lang.syntax import translator_of
from patchcritic.tracer.lang.translator import Run, Translator, Unit, World

_LASTING = (FunctionType, BuiltinFunctionType, ModuleType, int, str, float, bool, bytes, type(None))


@dataclass(slots=True, eq=False)
class Lost:
    """One statement of a module that could not be evaluated."""

    path: str
    line: int
    error: Undecided


@dataclass(slots=True, eq=False)
class TopLevel:
    """Runs the statements of modules in one world."""

    world: World
    lost: list[Lost] = field(default_factory=list)

    def run(self, unit: Unit, tree: ast.Module, names: dict[str, Any]) -> None:
        """Evaluate a module's tree in its namespace.

        Raises:
            BaseException: whatever a statement of it raises, except ``Undecided``.
        """
        realm = self.world.realm
        code = FunctionCode(name="<module>", qualname="<module>", path=unit.path)
        traced_frame = Frame(names, names, self.world.builtins, None, code)
        enter(realm, traced_frame)
        before = realm.undecided
        realm.importing += 1
        try:
            doc = ast.get_docstring(tree, clean=False)
            if doc is not None:
                names["__doc__"] = doc
            self._run_all(translator_of(self.world, unit, tree), tree.body, traced_frame)
        finally:
            realm.importing -= 1
            realm.undecided = before
            realm.frame = traced_frame.back

    def _run_all(self, translator: Translator, body: list[ast.stmt], frame: Frame) -> None:
        for statement in body:
            frame.line = statement.lineno
            if isinstance(statement, ast.If):
                self._run_if(translator, statement, frame)
            else:
                self._attempt(statement, frame, lambda one=statement: translator.statement(one))

    def _run_if(self, translator: Translator, statement: ast.If, frame: Frame) -> None:
        test = self._attempt(
            statement, frame, lambda: _truth_of(translator, translator.expression(statement.test))
        )
        if test is not None:
            self._run_all(translator, statement.body if test else statement.orelse, frame)

    def _attempt(self, statement: ast.stmt, frame: Frame, make: Callable[[], Run]) -> Any:
        realm = self.world.realm
        realm.undecided = None
        try:
            result = make()(frame)
            if realm.undecided is None:
                return result
            error = realm.undecided
        except Undecided as undecided:
            error = undecided
        except RecursionError:
            error = Undecided(UndecidedKind.BUDGET, "the statement is nested too deeply")
        realm.frame = frame
        if error.kind is UndecidedKind.BUDGET and realm.budget.steps > realm.budget.max_steps:
            raise error
        self.lost.append(Lost(frame.code.path, statement.lineno, error))
        _lose(statement, frame, error)
        return None


def _truth_of(translator: Translator, test: Run) -> Run:
    is_true = truth(translator.world)
    return lambda frame: is_true(test(frame))


def _lose(statement: ast.stmt, frame: Frame, error: Undecided) -> None:
    """Make unknown what a statement binds, and what it may have changed."""
    reason = f"{error.reason} (line {statement.lineno} of {frame.code.path})"
    unknown = Unknown(error.kind, reason)
    names = frame.globals
    for name in bound_names(statement):
        names[name] = unknown
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id in names:
            value = names[node.id]
            if not isinstance(type(value), type) or not _lasts(value):
                names[node.id] = unknown


def _lasts(value: Any) -> bool:
    kind = type(value)
    return kind in _LASTING or issubclass(kind, type)


def bound_names(statement: ast.stmt) -> set[str]:
    """The module's names that a statement binds or declares, wherever inside it."""
    found: set[str] = set()
    waiting: list[ast.AST] = [statement]
    while waiting:
        node = waiting.pop()
        found |= _binds(node)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            waiting += node.decorator_list
        elif not isinstance(node, ast.Lambda):
            waiting += ast.iter_child_nodes(node)
    return found


def _binds(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
        return {node.id}
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {alias.asname or alias.name.partition(".")[0] for alias in node.names} - {"*"}
    if isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
        return {node.name}
    if isinstance(node, ast.MatchMapping) and node.rest:
        return {node.rest}
    return set()
