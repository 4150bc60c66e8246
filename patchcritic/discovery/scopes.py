"""What the statements of a module or class body bind, read in order and never executed."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_MUTATORS = frozenset(
    {"append", "extend", "insert", "update", "add", "pop", "remove", "clear", "sort", "setdefault"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Defined:
    """A ``def`` or ``class`` statement."""

    node: FunctionNode | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One name bound by an import statement; ``name`` is None for ``import module``."""

    module: str
    name: str | None
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """A value. Where the expression mentions the name itself, the former value is meant."""

    expr: ast.expr


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Bound, but to what cannot be told without running the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted:
    """Removed again by ``del``."""


Bound = Defined | Imported | Assigned | Unclear | Deleted


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """A name given a meaning at a line."""

    line: int
    bound: Bound


@dataclass(slots=True, kw_only=True)
class Scope:
    """The names of a body, in the order in which Python first binds them."""

    names: dict[str, list[Binding]] = field(default_factory=dict)
    stars: list[Imported] = field(default_factory=list)
    """``from x import *`` statements."""
    hidden: set[str] = field(default_factory=set)
    """Names of functions and classes with ``name.__test__ = False``."""

    def latest(self, name: str, before: int | None = None) -> Binding | None:
        """What ``name`` means at the end of the body, or to code that stands at a line."""
        bindings = self.names.get(name)
        if not bindings:
            return None
        if before is not None:
            for binding in reversed(bindings):
                if binding.line < before:
                    return binding
        return bindings[-1]


def scan_body(statements: Sequence[ast.stmt]) -> Scope:
    """Read a module's or class's statements, conditional ones included."""
    scope = Scope()
    with suppress(RecursionError):  # an ``elif`` chain of a thousand parts keeps its first ones
        _Scanner(scope).scan(statements, is_certain=True)
    return scope


def is_true(test: ast.expr) -> bool | None:
    """Decide the conditions that Python versions and type checkers are told apart by.

    The interpreter that runs this stands in for the project's own; None when it cannot be told.
    """
    match test:
        case ast.Constant(value=value):
            return bool(value)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            inner = is_true(operand)
            return None if inner is None else not inner
        case ast.BoolOp(op=op, values=values):
            parts = [is_true(value) for value in values]
            decisive = isinstance(op, ast.Or)
            if decisive in parts:
                return decisive
            return None if None in parts else not decisive
        case ast.Name(id="TYPE_CHECKING") | ast.Attribute(attr="TYPE_CHECKING"):
            return False
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _compare(_platform_value(left), op, _platform_value(right))
    return None


def _platform_value(node: ast.expr) -> Any:
    match node:
        case ast.Attribute(value=ast.Name(id="sys"), attr="version_info"):
            return tuple(sys.version_info)
        case ast.Attribute(value=ast.Name(id="sys"), attr="platform"):
            return sys.platform
        case ast.Subscript(value=value, slice=ast.Slice() | ast.Constant() as index):
            inner = _platform_value(value)
            if not isinstance(inner, tuple):
                return None
            if isinstance(index, ast.Constant):
                return inner[index.value] if isinstance(index.value, int) else None
            upper = _platform_value(index.upper) if index.upper else None
            return inner[:upper] if index.lower is None and index.step is None else None
        case ast.Constant(value=value):
            return value
        case ast.Tuple(elts=elements):
            return tuple(_platform_value(element) for element in elements)
    return None


def _compare(left: Any, op: ast.cmpop, right: Any) -> bool | None:
    if left is None or right is None or type(left) is not type(right):
        return None
    if isinstance(left, tuple) and None in (*left, *right):
        return None
    match op:
        case ast.Eq():
            return bool(left == right)
        case ast.NotEq():
            return bool(left != right)
        case ast.Lt():
            return bool(left < right)
        case ast.LtE():
            return bool(left <= right)
        case ast.Gt():
            return bool(left > right)
        case ast.GtE():
            return bool(left >= right)
    return None


class _Scanner:
    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def scan(self, statements: Sequence[ast.stmt], *, is_certain: bool) -> None:
        for statement in statements:
            self._scan_statement(statement, is_certain=is_certain)

    def _scan_statement(self, statement: ast.stmt, *, is_certain: bool) -> None:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                if isinstance(statement, FunctionNode) and statement.name.startswith("test"):
                    # No value depends on what a test does, and bodies are most of the memory.
                    statement.body = []
                self._bind(statement.name, statement, Defined(node=statement))
            case ast.Import() | ast.ImportFrom():
                self._scan_import(statement)
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Delete():
                self._scan_assignment(statement, is_certain=is_certain)
            case ast.If():
                self._scan_if(statement, is_certain=is_certain)
            case ast.Try() | ast.TryStar():
                # What the handlers bind is the fallback, so the body, read later, wins.
                for handler in statement.handlers:
                    self.scan(handler.body, is_certain=is_certain)
                for body in (statement.body, statement.orelse, statement.finalbody):
                    self.scan(body, is_certain=is_certain)
            case ast.With() | ast.AsyncWith():
                self.scan(statement.body, is_certain=is_certain)
            case ast.For() | ast.AsyncFor() | ast.While():
                self._scan_loop(statement)
            case ast.Expr(value=ast.Call() as call):
                self._scan_mutation(statement, call, is_certain=is_certain)

    def _bind(self, name: str, at: ast.stmt, bound: Bound) -> None:
        self._scope.names.setdefault(name, []).append(Binding(line=at.lineno, bound=bound))

    def _scan_import(self, statement: ast.Import | ast.ImportFrom) -> None:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                # ``import a.b`` binds ``a``; ``import a.b as c`` binds the submodule.
                module = alias.name if alias.asname else alias.name.partition(".")[0]
                imported = Imported(module=module, name=None, level=0)
                self._bind(alias.asname or module, statement, imported)
            return
        for alias in statement.names:
            imported = Imported(
                module=statement.module or "", name=alias.name, level=statement.level
            )
            if alias.name == "*":
                self._scope.stars.append(imported)
            else:
                self._bind(alias.asname or alias.name, statement, imported)

    def _scan_assignment(
        self,
        statement: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Delete,
        *,
        is_certain: bool,
    ) -> None:
        if isinstance(statement, ast.Delete):
            for target in statement.targets:
                if isinstance(target, ast.Name):
                    self._bind(target.id, statement, Deleted())
        elif isinstance(statement, ast.AugAssign):
            if isinstance(statement.target, ast.Name):
                name = ast.Name(id=statement.target.id, ctx=ast.Load())
                joined = ast.BinOp(left=name, op=statement.op, right=statement.value)
                self._rebind(statement.target.id, statement, joined, is_certain=is_certain)
        elif statement.value is not None:
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            for target in targets:
                self._assign(target, statement, statement.value, is_certain=is_certain)

    def _assign(self, target: ast.expr, at: ast.stmt, value: ast.expr, *, is_certain: bool) -> None:
        match target:
            case ast.Name(id=name):
                known = name in self._scope.names
                certain = is_certain or not known
                self._bind(name, at, Assigned(expr=value) if certain else Unclear())
            case ast.Tuple(elts=elements) | ast.List(elts=elements):
                for index, element in enumerate(elements):
                    if isinstance(element, ast.Starred):
                        return
                    part = ast.Subscript(
                        value=value, slice=ast.Constant(value=index), ctx=ast.Load()
                    )
                    self._assign(element, at, part, is_certain=is_certain)
            case ast.Attribute(value=ast.Name(id=name), attr="__test__"):
                if is_true(value) is False:
                    self._scope.hidden.add(name)
            case ast.Subscript(value=ast.Name(id=name), slice=key):
                name_node = ast.Name(id=name, ctx=ast.Load())
                merged = ast.Dict(keys=[None, key], values=[name_node, value])
                self._rebind(name, at, merged, is_certain=is_certain)

    def _rebind(self, name: str, at: ast.stmt, expr: ast.expr, *, is_certain: bool) -> None:
        """Bind a name to an expression of its own former value."""
        clear = is_certain and name in self._scope.names
        self._bind(name, at, Assigned(expr=expr) if clear else Unclear())

    def _scan_mutation(self, statement: ast.stmt, call: ast.Call, *, is_certain: bool) -> None:
        match call:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "extend" as method),
                args=[argument],
                keywords=[],
            ):
                added: ast.expr = ast.Starred(value=argument, ctx=ast.Load())
                if method == "append":
                    added = argument
                former = ast.Starred(value=ast.Name(id=name, ctx=ast.Load()), ctx=ast.Load())
                joined = ast.List(elts=[former, added], ctx=ast.Load())
                self._rebind(name, statement, joined, is_certain=is_certain)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                if method in _MUTATORS and name in self._scope.names:
                    self._bind(name, statement, Unclear())

    def _scan_if(self, statement: ast.If, *, is_certain: bool) -> None:
        truth = is_true(statement.test)
        if truth is True:
            self.scan(statement.body, is_certain=is_certain)
        elif truth is False:
            self.scan(statement.orelse, is_certain=is_certain)
        else:
            self.scan(statement.orelse, is_certain=False)
            self.scan(statement.body, is_certain=False)

    def _scan_loop(self, statement: ast.For | ast.AsyncFor | ast.While) -> None:
        for name in _names_changed(statement):
            self._bind(name, statement, Unclear())


def names_changed_in_functions(tree: ast.Module) -> frozenset[str]:
    """Names that some function changes without having bound them itself."""
    changed: set[str] = set()
    for function in ast.walk(tree):
        if not isinstance(function, FunctionNode):
            continue
        own = {one.arg for one in ast.walk(function.args) if isinstance(one, ast.arg)}
        shared: set[str] = set()
        for node in ast.walk(function):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                own.add(node.id)
            elif isinstance(node, ast.Global):
                shared.update(node.names)
        found = set(_names_changed(function))
        changed |= (found - own) | (found & shared)
    return frozenset(changed)


def _names_changed(loop: ast.stmt) -> Iterator[str]:
    for node in ast.walk(loop):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr=method)):
                if method in _MUTATORS:
                    yield name
