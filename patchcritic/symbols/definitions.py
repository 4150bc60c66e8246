"""A file's definitions and imports, from its syntax tree."""

from __future__ import annotations

import ast

from patchcritic.domain import SymbolKind
from patchcritic.symbols.digest import digest_code
from patchcritic.symbols.nouns import (
    MAIN_GUARD,
    MODULE,
    Definition,
    FileSymbols,
    Import,
    Parameter,
)
from patchcritic.symbols.source import SourceProblem, parse_source, pause_collection
from patchcritic.symbols.statements import (
    assigned_names,
    inner_assignments,
    is_main_guard,
    read_import,
    read_parameters,
)
from patchcritic.symbols.walk import Definable, OwnCode, dotted_text, last_name, without_docstring


def parse_symbols(text: str, *, has_digests: bool = True) -> FileSymbols:
    """What a file's text defines and imports; never raises, ``error`` says why it is empty.

    Without digests, which only a comparison of two versions asks for, it takes half the time.
    """
    with pause_collection():
        try:
            tree = parse_source(text)
        except SourceProblem as problem:
            return FileSymbols(error=problem.message, error_line=problem.line)
        reader = _Reader(has_digests=has_digests)
        reader.read_module(tree, text.count("\n") + 1)
    definitions = [reader.module, *sorted(reader.definitions, key=lambda one: one.start)]
    return FileSymbols(definitions=tuple(definitions), imports=tuple(reader.imports))


class _Reader:
    """Collects one file's definitions; scopes wait on a stack, so depth costs no recursion."""

    def __init__(self, *, has_digests: bool) -> None:
        self._has_digests = has_digests
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
            names=own.all_names(),
            strings=frozenset(own.strings),
            loads=frozenset(own.loads),
            attributes=frozenset(own.attributes),
            runs=frozenset(own.calls),
            digest=self._digest(own),
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
        own.calls.update(last_name(one) for one in node.decorator_list)
        own.calls.update(last_name(one.value) for one in node.keywords)
        qualname = _join(scope, node.name)
        self._read_body(own, without_docstring(node.body), qualname, is_class=True)
        self._add(node, scope, SymbolKind.CLASS, own, own.calls)

    def _read_function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: str, *, is_method: bool
    ) -> None:
        own = OwnCode()
        for decorator in node.decorator_list:
            own.visit(decorator)
        own.visit(node.args)
        runs = own.calls | {last_name(one) for one in node.decorator_list}
        if node.returns is not None:
            own.visit(node.returns, is_weak=True)
        for statement in without_docstring(node.body):
            own.visit(statement)
        own.stores -= own.shared
        parameters = tuple(read_parameters(node.args))
        own.loads -= own.stores.difference(one.name for one in parameters)
        qualname = _join(scope, node.name)
        self._take_nested(own, qualname, is_method=False)
        kind = SymbolKind.METHOD if is_method else SymbolKind.FUNCTION
        self._add(node, scope, kind, own, runs, parameters)

    def _read_body(self, own: OwnCode, body: list[ast.stmt], scope: str, *, is_class: bool) -> None:
        """A module's or class's statements; plain assignments become definitions of their own."""
        for statement in body:
            targets = list(assigned_names(statement))
            if targets:
                self._read_assignment(statement, targets, scope)
            elif is_main_guard(statement):
                self._read_assignment(statement, [], scope)
            else:
                own.visit(statement)
                for name, inner in inner_assignments(statement):
                    value = OwnCode()
                    value.visit(inner)
                    self._add_variable(inner, name, scope, value)
        self._take_nested(own, scope, is_method=is_class)

    def _read_assignment(self, statement: ast.stmt, targets: list[str], scope: str) -> None:
        own = OwnCode()
        own.visit(statement)
        self._take_nested(own, scope, is_method=False)
        for name in targets or [MAIN_GUARD]:
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
                names=own.all_names() - ({name} - own.loads - own.attributes),
                strings=frozenset(own.strings),
                loads=frozenset(own.loads),
                attributes=frozenset(own.attributes),
                runs=frozenset(own.calls),
                digest=self._digest(own),
            )
        )

    def _add(
        self,
        node: Definable,
        scope: str,
        kind: SymbolKind,
        own: OwnCode,
        runs: set[str],
        parameters: tuple[Parameter, ...] = (),
    ) -> None:
        bases = node.bases if isinstance(node, ast.ClassDef) else ()
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
                parameters=parameters,
                is_async=isinstance(node, ast.AsyncFunctionDef),
                names=own.all_names(),
                strings=frozenset(own.strings),
                loads=frozenset(own.loads),
                attributes=frozenset(own.attributes),
                own_attributes=frozenset(own.own_attributes),
                runs=frozenset(runs) - {""},
                digest=self._digest(own),
            )
        )

    def _take_nested(self, own: OwnCode, scope: str, *, is_method: bool) -> None:
        for statement, is_conditional in sorted(own.imports, key=lambda one: one[0].lineno):
            self.imports.extend(read_import(statement, scope, is_conditional))
        for node in own.nested:
            self._waiting.append((node, scope, is_method))
        own.nested.clear()
        own.imports.clear()

    def _digest(self, own: OwnCode) -> str:
        return digest_code(own.roots) if self._has_digests else ""


def _join(scope: str, name: str) -> str:
    return name if scope == MODULE else f"{scope}.{name}"
