"""Walk one scope's statements in order, keeping track of what is certainly executed."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from patchcritic.facts.expressions import ExpressionWalker, Follower
from patchcritic.facts.imports import ImportWalker
from patchcritic.facts.nouns import ClassRef, Entity, FunctionNode, InstanceRef
from patchcritic.facts.tables import is_skip, iter_nested_blocks, iter_stored_names
from patchcritic.facts.targets import find_target_problem

_FUNCTION_NODES = (ast.FunctionDef, ast.AsyncFunctionDef)
_PLAIN_CONTEXTS = frozenset(
    [
        "open",
        "catch_warnings",
        "warns",
        "deprecated_call",
        "context",
        "TemporaryDirectory",
        "NamedTemporaryFile",
        "patch",
        "object",
        "multiple",
        "dict",
        "Lock",
        "RLock",
        "closing",
        "StringIO",
        "BytesIO",
    ]
)
"""Context managers, by the last part of their name, that let every exception through."""
_RAISES = frozenset({"raises", "assertRaises", "assertRaisesRegex", "suppress", "RaisesContext"})


class StatementWalker(ImportWalker, ExpressionWalker):
    """Walks a module body, a function body, or a class body."""

    def __init__(self, engine: Follower, path: str, scope: str, *, may_skip: bool) -> None:
        super().__init__(engine, path, scope)
        self._may_skip = may_skip
        self.imported: list[str] = []
        """Modules that are certainly imported before anything certainly raises."""
        self.is_skippable = False
        """Whether a run-time skip stands on the way."""

    def bind_function(self, node: FunctionNode, receiver: InstanceRef | ClassRef | None) -> None:
        """Prepare for a function's body: which names are its own."""
        arguments = node.args
        parameters = [*arguments.posonlyargs, *arguments.args]
        names = {item.arg for item in (*parameters, *arguments.kwonlyargs)}
        names |= {item.arg for item in (arguments.vararg, arguments.kwarg) if item}
        names |= set(_iter_local_names(node.body))
        outer = set(_iter_declared(node.body, ast.Global))
        self.locals = frozenset(names - outer)
        if receiver is not None and parameters and parameters[0].arg not in _restored(node.body):
            self.known[parameters[0].arg] = receiver

    def run_block(self, body: Iterable[ast.stmt]) -> None:
        """Execute statements one after the other."""
        for node in body:
            self.run(node)

    def run(self, node: ast.stmt) -> None:
        """Execute one statement."""
        if self._may_skip and self._has_skip(node):
            self.is_skippable = True
            self.is_certain = False
        method = getattr(self, f"_run_{type(node).__name__.lower()}", None)
        if method is not None:
            method(node)
        else:
            for child in ast.iter_child_nodes(node):
                self.visit(child)

    def _has_skip(self, node: ast.stmt) -> bool:
        if isinstance(node, (*_FUNCTION_NODES, ast.ClassDef)):
            return False
        return any(is_skip(child) for child in ast.walk(node))

    @contextmanager
    def _branch(self, node: ast.stmt) -> Iterator[None]:
        """Blocks of a compound statement; afterwards, what they bind is not known."""
        with self.maybe():
            yield
        self._forget(node)
        if _may_return(node):
            self.is_certain = False

    def _forget(self, node: ast.stmt) -> None:
        for name in _iter_local_names([node]):
            self.known.pop(name, None)

    # --- Binding ------------------------------------------------------------------------------

    def bind(self, target: ast.expr, value: Entity | None) -> None:
        """Assign: a plain name takes the value, everything else is evaluated and forgotten."""
        if isinstance(target, ast.Name):
            self.known[target.id] = value
            return
        self.visit(target)
        for child in ast.walk(target):
            if isinstance(child, ast.Name) and isinstance(child.ctx, ast.Store):
                self.known.pop(child.id, None)

    def _run_assign(self, node: ast.Assign) -> None:
        value = self.visit(node.value)
        for target in node.targets:
            self.bind(target, value)

    def _run_augassign(self, node: ast.AugAssign) -> None:
        self.visit(node.value)
        self.bind(node.target, None)

    def _run_annassign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.bind(node.target, self.visit(node.value))

    def _run_delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self.bind(target, None)

    # --- Definitions --------------------------------------------------------------------------

    def _run_function(self, node: FunctionNode) -> None:
        for mark in node.decorator_list:
            self.visit(mark)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            self.visit(default)
        for name in _iter_declared(node.body, ast.Nonlocal):
            self.known.pop(name, None)
        self.known.pop(node.name, None)

    _run_functiondef = _run_asyncfunctiondef = _run_function

    def _run_classdef(self, node: ast.ClassDef) -> None:
        for part in (*node.decorator_list, *node.bases, *(item.value for item in node.keywords)):
            self.visit(part)
        if self.is_module_scope:
            self._check_order(node)
        inner = frozenset(_iter_local_names(node.body))
        before, known = self.locals, dict(self.known)
        self.locals = before | inner
        for name in inner:
            self.known.pop(name, None)
        self.run_block(node.body)
        self.locals, self.known = before, known
        self.known.pop(node.name, None)

    def _check_order(self, node: ast.ClassDef) -> None:
        found = self.engine.resolver.find_name(self.path, node.name)
        if isinstance(found, ClassRef) and found.node is node:
            conflict = self.engine.classes.lineage(found).conflict
            if conflict:
                message = f"The class `{node.name}` cannot be built: {conflict}."
                self.report("inconsistent-hierarchy", node, node.name, "TypeError", message)

    # --- Control flow -------------------------------------------------------------------------

    def _run_return(self, node: ast.Return) -> None:
        self.visit(node.value)
        self.is_certain = False

    def _run_raise(self, node: ast.Raise) -> None:
        self.visit(node.exc)
        self.visit(node.cause)
        self.is_certain = False

    def _run_assert(self, node: ast.Assert) -> None:
        self.visit(node.test)
        with self.maybe():
            self.visit(node.msg)

    def _run_if(self, node: ast.If) -> None:
        if ast.unparse(node.test).rpartition(".")[2] == "TYPE_CHECKING":
            self.run_block(node.orelse)
            return
        self.visit(node.test)
        with self._branch(node):
            self.run_block(node.body)
            self.run_block(node.orelse)

    def _run_for(self, node: ast.For | ast.AsyncFor) -> None:
        self.visit(node.iter)
        with self._branch(node):
            self.bind(node.target, None)
            self.run_block(node.body)
            self.run_block(node.orelse)

    _run_for = _run_asyncfor = _run_for

    def _run_while(self, node: ast.While) -> None:
        self.visit(node.test)
        with self._branch(node):
            self.run_block(node.body)
            self.run_block(node.orelse)

    def _run_match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        with self._branch(node):
            for case in node.cases:
                self.visit(case.guard)
                self.run_block(case.body)

    def _run_try(self, node: ast.Try) -> None:
        names = [_caught_names(handler.type) for handler in node.handlers]
        with self._branch(node):
            self.caught.extend(names)
            self.run_block(node.body)
            del self.caught[len(self.caught) - len(names) :]
            for handler in node.handlers:
                self.run_block(handler.body)
            self.run_block(node.orelse)
            self.run_block(node.finalbody)

    _run_try = _run_trystar = _run_try

    def _run_with(self, node: ast.With | ast.AsyncWith) -> None:
        expected: list[frozenset[str] | None] = []
        is_plain = isinstance(node, ast.With)
        for item in node.items:
            self.visit(item.context_expr)
            find_target_problem(self, item.context_expr, is_entered=True)
            if item.optional_vars is not None:
                self.bind(item.optional_vars, None)
            name, names = _read_context(item.context_expr)
            if name in _RAISES:
                expected.append(names)
            is_plain = is_plain and name in _PLAIN_CONTEXTS
        if is_plain:
            self.run_block(node.body)
            return
        self.caught.extend(expected)
        self._run_first(node, is_expecting=bool(expected) and len(node.items) == len(expected))
        del self.caught[len(self.caught) - len(expected) :]

    _run_with = _run_asyncwith = _run_with

    def _run_first(self, node: ast.With | ast.AsyncWith, *, is_expecting: bool) -> None:
        """Under ``raises`` only a first statement with one call is certain to get that far."""
        first, rest = node.body[0], node.body[1:]
        n_calls = sum(isinstance(child, ast.Call) for child in ast.walk(first))
        if is_expecting and n_calls <= 1 and isinstance(first, ast.Expr | ast.Assign):
            self.run(first)
            body: Sequence[ast.stmt] = rest
        else:
            body = node.body
        with self._branch(node):
            self.run_block(body)

    def _run_typealias(self, node: ast.stmt) -> None:
        """``type X = ...`` is evaluated when it is first asked for."""

    def _visit_yield(self, node: ast.Yield) -> None:
        self.visit(node.value)
        self.is_certain = False

    def _run_expr(self, node: ast.Expr) -> None:
        self.visit(node.value)
        find_target_problem(self, node.value, is_entered=False)


def _read_context(node: ast.expr) -> tuple[str, frozenset[str] | None]:
    """Last part of a context manager's name, and the builtin exceptions it is given."""
    if not isinstance(node, ast.Call):
        return "", None
    name = ast.unparse(node.func).rpartition(".")[2]
    if not node.args or any(keyword.arg != "match" for keyword in node.keywords):
        return name, None
    merged: set[str] = set()
    for argument in node.args if name == "suppress" else node.args[:1]:
        names = _caught_names(argument)
        if names is None:
            return name, None
        merged |= names
    return name, frozenset(merged)


def _caught_names(node: ast.expr | None) -> frozenset[str] | None:
    """Builtin exceptions of an ``except`` clause; None when it may catch any."""
    parts = node.elts if isinstance(node, ast.Tuple) else [node]
    names = set()
    for part in parts:
        if not isinstance(part, ast.Name):
            return None
        found = getattr(builtins, part.id, None)
        if not (isinstance(found, type) and issubclass(found, BaseException)):
            return None
        names.add(part.id)
    return frozenset(names)


def _iter_local_names(body: Iterable[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, (*_FUNCTION_NODES, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                yield alias.asname or alias.name.partition(".")[0]
        else:
            yield from iter_stored_names(node)
            for block in iter_nested_blocks(node):
                yield from _iter_local_names(block)


def _iter_declared(
    body: Sequence[ast.stmt], kind: type[ast.Global | ast.Nonlocal]
) -> Iterator[str]:
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, kind):
                yield from node.names


def _restored(body: Sequence[ast.stmt]) -> set[str]:
    """Names that the body assigns again."""
    return set(_iter_local_names(body)) | set(_iter_declared(body, ast.Nonlocal))


def _may_return(node: ast.stmt) -> bool:
    """Whether a block may leave the function early without an exception, which would fail."""
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Return | ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(current, (*_FUNCTION_NODES, ast.Lambda, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(current))
    return False
