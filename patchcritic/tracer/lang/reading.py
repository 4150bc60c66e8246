"""Reads a tree once: its scopes, and what CPython's compiler would refuse."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.lang.pattern_rules import check_match
from patchcritic.tracer.lang.scopes import Scope, ScopeKind, mangle, refuse

_FUTURES = frozenset(
    [
        "nested_scopes",
        "generators",
        "division",
        "absolute_import",
        "with_statement",
        "print_function",
        "unicode_literals",
        "barry_as_FLUFL",
        "generator_stop",
        "annotations",
    ]
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
_Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


class ScopeReader:
    """Finds the scope of every node that has one."""

    def __init__(self, *, may_await: bool = False) -> None:
        self.scopes: dict[ast.AST, Scope] = {}
        self.has_future_annotations = False
        self._may_await = may_await
        self._n_iterables = 0
        self._assigned: dict[int, set[str]] = {}
        """By ``id`` of a comprehension's scope: what assignment expressions in it have bound."""
        self._scope = self._root = Scope(ScopeKind.MODULE, "<module>", None)
        self._readers: dict[type[ast.AST], Callable[[Any], None]] = {
            ast.Name: self._name,
            ast.BinOp: self._chain,
            ast.FunctionDef: self._function,
            ast.AsyncFunctionDef: self._function,
            ast.Lambda: self._lambda,
            ast.ClassDef: self._class,
            ast.ListComp: self._comprehension,
            ast.SetComp: self._comprehension,
            ast.DictComp: self._comprehension,
            ast.GeneratorExp: self._comprehension,
            ast.NamedExpr: self._walrus,
            ast.AnnAssign: self._annotated,
            ast.Global: self._global,
            ast.Nonlocal: self._nonlocal,
            ast.Import: self._import,
            ast.ImportFrom: self._import_from,
            ast.ExceptHandler: self._handler,
            ast.Match: self._match,
            ast.MatchAs: self._capture,
            ast.MatchStar: self._capture,
            ast.MatchMapping: self._match_mapping,
            ast.For: self._loop,
            ast.AsyncFor: self._loop,
            ast.While: self._loop,
            ast.Break: self._loop_exit,
            ast.Continue: self._loop_exit,
            ast.Return: self._return,
            ast.Yield: self._yield,
            ast.YieldFrom: self._yield,
            ast.Await: self._await,
            ast.AsyncWith: self._async_with,
        }

    def read(self, tree: ast.AST) -> None:
        """Read a whole module, expression or interactive tree."""
        self.scopes[tree] = self._scope
        self._children(tree)

    def _visit(self, node: ast.AST) -> None:
        reader = self._readers.get(type(node))
        if reader is not None:
            reader(node)
        else:
            self._children(node)

    def _children(self, node: ast.AST) -> None:
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                self._visit(value)
            elif isinstance(value, list):
                self._all(value)

    def _all(self, nodes: list[Any]) -> None:
        for node in nodes:
            if isinstance(node, ast.AST):
                self._visit(node)

    def _chain(self, node: ast.BinOp) -> None:
        """Thousands of terms in a row are nested to the left; they are walked."""
        first: ast.expr = node
        while isinstance(first, ast.BinOp):
            self._visit(first.right)
            first = first.left
        self._visit(first)

    def _bind(self, name: str, node: ast.AST) -> None:
        if name == "__debug__":
            raise refuse("cannot assign to __debug__", node)
        name = mangle(name, self._scope.private)
        if name in self._assigned.get(id(self._scope), ()):
            raise refuse("comprehension inner loop cannot rebind assignment expression", node)
        if name not in self._scope.globals and name not in self._scope.nonlocals:
            self._scope.bound.add(name)
        self._scope.used.add(name)

    def _name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            self._scope.used.add(mangle(node.id, self._scope.private))
            if node.id in ("super", "__class__") and self._scope.is_function:
                self._need_class()
        else:
            self._bind(node.id, node)

    def _need_class(self) -> None:
        scope: Scope | None = self._scope
        while scope is not None and scope.is_function:
            if "__class__" in scope.bound:
                return
            scope = scope.parent
        if scope is not None and scope.kind is ScopeKind.CLASS:
            scope.needs_class = True

    def _enter(self, kind: ScopeKind, name: str, node: ast.AST) -> Scope:
        parent = self._scope
        scope = Scope(kind, name, parent, parent.private)
        parent.children.append(scope)
        self.scopes[node] = self._scope = scope
        return parent

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self._bind(node.name, node)
        self._all(node.decorator_list)
        if getattr(node, "type_params", None):
            raise refuse("type parameters are not covered", node)
        self._signature(node.args)
        if node.returns is not None:
            self._visit(node.returns)
        outer = self._enter(ScopeKind.FUNCTION, node.name, node)
        self._scope.is_async = isinstance(node, ast.AsyncFunctionDef)
        self._parameters(node)
        self._all(node.body)
        self._scope = outer

    def _lambda(self, node: ast.Lambda) -> None:
        self._signature(node.args)
        n_iterables, self._n_iterables = self._n_iterables, 0
        outer = self._enter(ScopeKind.FUNCTION, "<lambda>", node)
        self._parameters(node)
        self._visit(node.body)
        self._scope = outer
        self._n_iterables = n_iterables

    def _signature(self, args: ast.arguments) -> None:
        self._all(args.defaults)
        self._all(args.kw_defaults)
        for arg in _arguments(args):
            if arg.annotation is not None:
                self._visit(arg.annotation)

    def _parameters(self, node: _Function) -> None:
        scope = self._scope
        for arg in _arguments(node.args):
            name = mangle(arg.arg, scope.private)
            if name in scope.parameters:
                raise refuse(f"duplicate argument {arg.arg!r} in function definition", node)
            self._bind(arg.arg, node)
            scope.parameters.add(name)
        named = node.args.posonlyargs + node.args.args
        if named:
            scope.first = mangle(named[0].arg, scope.private)
        elif node.args.vararg is not None:
            scope.first = "*" + mangle(node.args.vararg.arg, scope.private)

    def _class(self, node: ast.ClassDef) -> None:
        self._bind(node.name, node)
        self._all(node.decorator_list)
        if getattr(node, "type_params", None):
            raise refuse("type parameters are not covered", node)
        self._all(node.bases)
        self._all(node.keywords)
        outer = self._enter(ScopeKind.CLASS, node.name, node)
        self._scope.private = node.name
        self._all(node.body)
        self._scope = outer

    def _comprehension(self, node: _Comprehension) -> None:
        self._iterable(node.generators[0].iter)
        outer = self._enter(ScopeKind.COMPREHENSION, _NAMES[type(node)], node)
        self._scope.is_async = outer.is_async
        for number, part in enumerate(node.generators):
            if part.is_async:
                self._scope.awaits = True
            self._visit(part.target)
            if number:
                self._iterable(part.iter)
            self._all(part.ifs)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._all(parts)
        is_async = self._scope.awaits and not isinstance(node, ast.GeneratorExp)
        if is_async and not outer.is_async and not self._may_await:
            raise refuse("asynchronous comprehension outside of an asynchronous function", node)
        outer.awaits = outer.awaits or is_async
        self._scope = outer

    def _iterable(self, node: ast.expr) -> None:
        self._n_iterables += 1
        self._visit(node)
        self._n_iterables -= 1

    def _walrus(self, node: ast.NamedExpr) -> None:
        if self._n_iterables:
            raise refuse("assignment expression in a comprehension iterable expression", node)
        scope, holder = self._scope, self._scope.holder()
        if holder is not scope:
            if holder.kind is ScopeKind.CLASS:
                raise refuse("assignment expression within a comprehension in a class body", node)
            each: Scope | None = scope
            name = mangle(node.target.id, scope.private)
            while each is not None and each is not holder:
                if name in each.bound:
                    raise refuse("assignment expression cannot rebind iteration variable", node)
                self._assigned.setdefault(id(each), set()).add(name)
                each = each.parent
        self._scope = holder
        self._bind(node.target.id, node)
        self._scope = scope
        self._visit(node.value)

    def _annotated(self, node: ast.AnnAssign) -> None:
        """A name in parentheses without a value is not bound."""
        if isinstance(node.target, ast.Name) and not node.simple and node.value is None:
            self._visit(node.annotation)
        else:
            self._children(node)

    def _global(self, node: ast.Global) -> None:
        for name in node.names:
            name = mangle(name, self._scope.private)
            if self._scope.kind is not ScopeKind.MODULE and name in self._scope.used:
                raise refuse(f"name {name!r} is used prior to global declaration", node)
            if name in self._scope.nonlocals:
                raise refuse(f"name {name!r} is nonlocal and global", node)
            self._scope.globals.add(name)
            self._root.globals.add(name)

    def _nonlocal(self, node: ast.Nonlocal) -> None:
        if self._scope.kind is ScopeKind.MODULE:
            raise refuse("nonlocal declaration not allowed at module level", node)
        for name in node.names:
            name = mangle(name, self._scope.private)
            if name in self._scope.used or name in self._scope.globals:
                raise refuse(f"name {name!r} is used prior to nonlocal declaration", node)
            self._scope.nonlocals.add(name)

    def _import(self, node: ast.Import) -> None:
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0], node)

    def _import_from(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if node.module == "__future__" and not node.level:
                self._future(alias.name, node)
            if alias.name != "*":
                self._bind(alias.asname or alias.name, node)
            elif self._scope.kind is not ScopeKind.MODULE:
                raise refuse("import * only allowed at module level", node)

    def _future(self, name: str, node: ast.AST) -> None:
        if name not in _FUTURES:
            raise refuse(f"future feature {name} is not defined", node)
        self.has_future_annotations = self.has_future_annotations or name == "annotations"

    def _handler(self, node: ast.ExceptHandler) -> None:
        if node.name is not None:
            self._bind(node.name, node)
        self._children(node)

    def _match(self, node: ast.Match) -> None:
        check_match(node)
        self._children(node)

    def _capture(self, node: ast.MatchAs | ast.MatchStar) -> None:
        if node.name is not None:
            self._bind(node.name, node)
        self._children(node)

    def _match_mapping(self, node: ast.MatchMapping) -> None:
        if node.rest is not None:
            self._bind(node.rest, node)
        self._children(node)

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While) -> None:
        if isinstance(node, ast.While):
            self._visit(node.test)
        else:
            if isinstance(node, ast.AsyncFor):
                self._in_async(node)
            self._visit(node.target)
            self._visit(node.iter)
        self._scope.loops += 1
        self._all(node.body)
        self._scope.loops -= 1
        self._all(node.orelse)

    def _loop_exit(self, node: ast.Break | ast.Continue) -> None:
        if not self._scope.loops:
            raise refuse(f"{type(node).__name__.lower()!r} outside loop", node)

    def _return(self, node: ast.Return) -> None:
        if self._scope.kind is not ScopeKind.FUNCTION:
            raise refuse("'return' outside function", node)
        self._children(node)

    def _yield(self, node: ast.Yield | ast.YieldFrom) -> None:
        if self._scope.kind is not ScopeKind.FUNCTION:
            raise refuse("'yield' outside function", node)
        if isinstance(node, ast.YieldFrom) and self._scope.is_async:
            raise refuse("'yield from' inside async function", node)
        self._scope.yields = True
        self._children(node)

    def _await(self, node: ast.Await) -> None:
        if self._scope.kind is ScopeKind.COMPREHENSION:
            self._scope.awaits = True
        else:
            self._in_async(node)
        self._children(node)

    def _async_with(self, node: ast.AsyncWith) -> None:
        self._in_async(node)
        self._children(node)

    def _in_async(self, node: ast.AST) -> None:
        if not self._scope.is_async and not self._may_await:
            raise refuse(f"'{type(node).__name__}' outside async function", node)
        self._scope.awaits = True


_NAMES: dict[type[ast.AST], str] = {
    ast.ListComp: "<listcomp>",
    ast.SetComp: "<setcomp>",
    ast.DictComp: "<dictcomp>",
    ast.GeneratorExp: "<genexpr>",
}


def _arguments(args: ast.arguments) -> list[ast.arg]:
    extra = [arg for arg in (args.vararg, args.kwarg) if arg is not None]
    return args.posonlyargs + args.args + args.kwonlyargs + extra
