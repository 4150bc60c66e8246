"""A file's definitions and imports, from its syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.domain import SymbolKind
from patchcritic.symbols.nouns import MODULE, Definition, FileSymbols, Import, Parameter
from patchcritic.symbols.source import SourceProblem, parse_source
from patchcritic.symbols.walk import Definable, OwnCode, dotted_text, without_docstring


def parse_symbols(text: str) -> FileSymbols:
    """What a file's text defines and imports; never raises, ``error`` says why it is empty."""
    try:
        tree = parse_source(text)
    except SourceProblem as problem:
        return FileSymbols(error=problem.message, error_line=problem.line)
    reader = _Reader()
    reader.read_module(tree, text.count("\n") + 1)
    definitions = [reader.module, *sorted(reader.definitions, key=lambda one: one.start)]
    return FileSymbols(definitions=tuple(definitions), imports=tuple(reader.imports))


class _Reader:
    """Collects one file's definitions; scopes wait on a stack, so depth costs no recursion."""

    def __init__(self) -> None:
        self.module: Definition
        self.definitions: list[Definition] = []
        self.imports: list[Import] = []
        self._waiting: list[tuple[Definable, str, bool]] = []

    def read_module(self, tree: ast.Module, n_lines: int) -> None:
        own = OwnCode()
        self._read_body(own, without_docstring(tree.body), MODULE, is_class=False)
        self.module = Definition(
            name=MODULE,
            qualname=MODULE,
            kind=SymbolKind.STATEMENT,
            start=1,
            end=n_lines,
            parent=MODULE,
            names=frozenset(own.names),
            strings=frozenset(own.strings),
            digest=own.digest(),
        )
        while self._waiting:
            node, scope, is_method = self._waiting.pop()
            if isinstance(node, ast.ClassDef):
                self._read_class(node, scope)
            else:
                self._read_function(node, scope, is_method=is_method)

    def _read_class(self, node: ast.ClassDef, scope: str) -> None:
        own = OwnCode()
        for expression in (*node.decorator_list, *node.bases, *node.keywords):
            own.visit(expression)
        qualname = _join(scope, node.name)
        self._read_body(own, without_docstring(node.body), qualname, is_class=True)
        self._add(node, scope, SymbolKind.CLASS, own)

    def _read_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str, *, is_method: bool
    ) -> None:
        own = OwnCode()
        for decorator in node.decorator_list:
            own.visit(decorator)
        own.visit(node.args)
        if node.returns is not None:
            own.visit(node.returns)
        for statement in without_docstring(node.body):
            own.visit(statement)
        qualname = _join(scope, node.name)
        self._take_nested(own, qualname, is_method=False)
        self._add(node, scope, SymbolKind.METHOD if is_method else SymbolKind.FUNCTION, own)

    def _read_body(self, own: OwnCode, body: list[ast.stmt], scope: str, *, is_class: bool) -> None:
        """A module's or class's statements; plain assignments become definitions of their own."""
        for statement in body:
            targets = list(_assigned_names(statement))
            if targets:
                self._read_assignment(statement, targets, scope)
            else:
                own.visit(statement)
                for name, inner in _inner_assignments(statement):
                    value = OwnCode()
                    value.visit(inner)
                    self._add_variable(inner, name, scope, value)
        self._take_nested(own, scope, is_method=is_class)

    def _read_assignment(self, statement: ast.stmt, targets: list[str], scope: str) -> None:
        own = OwnCode()
        own.visit(statement)
        self._take_nested(own, scope, is_method=False)
        own.names.difference_update(targets)
        for name in targets:
            self._add_variable(statement, name, scope, own)

    def _add_variable(self, node: ast.stmt, name: str, scope: str, own: OwnCode) -> None:
        self.definitions.append(
            Definition(
                name=name,
                qualname=_join(scope, name),
                kind=SymbolKind.VARIABLE,
                start=node.lineno,
                end=node.end_lineno or node.lineno,
                parent=scope,
                names=frozenset(own.names),
                strings=frozenset(own.strings),
                digest=own.digest(),
            )
        )

    def _add(self, node: Definable, scope: str, kind: SymbolKind, own: OwnCode) -> None:
        bases = node.bases if isinstance(node, ast.ClassDef) else ()
        parameters = () if isinstance(node, ast.ClassDef) else _parameters(node.args)
        first = min([node.lineno, *(one.lineno for one in node.decorator_list)])
        self.definitions.append(
            Definition(
                name=node.name,
                qualname=_join(scope, node.name),
                kind=kind,
                start=first,
                end=node.end_lineno or node.lineno,
                parent=scope,
                decorators=tuple(dotted_text(one) for one in node.decorator_list),
                bases=tuple(dotted_text(one) for one in bases),
                parameters=tuple(parameters),
                is_async=isinstance(node, ast.AsyncFunctionDef),
                names=frozenset(own.names),
                strings=frozenset(own.strings),
                digest=own.digest(),
            )
        )

    def _take_nested(self, own: OwnCode, scope: str, *, is_method: bool) -> None:
        for statement, is_conditional in own.imports:
            self.imports.extend(_read_import(statement, scope, is_conditional))
        for node in own.nested:
            self._waiting.append((node, scope, is_method))
        own.nested.clear()
        own.imports.clear()


def _join(scope: str, name: str) -> str:
    return name if scope == MODULE else f"{scope}.{name}"


def _assigned_names(statement: ast.stmt) -> Iterator[str]:
    """The plain names that an assignment binds; none for other statements."""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        targets = [statement.target]
    else:
        return
    for target in targets:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                yield node.id


def _inner_assignments(statement: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Names bound inside ``if``, ``try``, ``with`` and loops of a module or class body."""
    waiting = [statement]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for name in _assigned_names(current):
            yield name, current
        for child in ast.iter_child_nodes(current):
            if isinstance(child, ast.stmt):
                waiting.append(child)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                waiting.extend(child.body)


def _read_import(
    node: ast.Import | ast.ImportFrom, scope: str, is_conditional: bool
) -> Iterator[Import]:
    for one in node.names:
        is_from = isinstance(node, ast.ImportFrom)
        yield Import(
            module=node.module if isinstance(node, ast.ImportFrom) else one.name,
            name=one.name if is_from else None,
            alias=one.asname or (one.name if is_from else one.name.split(".")[0]),
            level=node.level if isinstance(node, ast.ImportFrom) else 0,
            line=node.lineno,
            scope=scope,
            is_conditional=is_conditional,
        )


def _parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for place, one in enumerate(positional):
        is_only = place < len(arguments.posonlyargs)
        yield Parameter(
            name=one.arg,
            kind="positional-only" if is_only else "positional",
            has_default=place >= first_default,
        )
    if arguments.vararg is not None:
        yield Parameter(name=arguments.vararg.arg, kind="var-positional")
    for one, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        yield Parameter(name=one.arg, kind="keyword-only", has_default=default is not None)
    if arguments.kwarg is not None:
        yield Parameter(name=arguments.kwarg.arg, kind="var-keyword")
