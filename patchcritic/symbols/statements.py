"""What single statements bind: assignments, imports, parameters."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.symbols.nouns import Import, Parameter


def assigned_names(statement: ast.stmt) -> Iterator[str]:
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


def inner_assignments(statement: ast.stmt) -> Iterator[tuple[str, ast.stmt]]:
    """Names bound inside ``if``, ``try``, ``with`` and loops of a module or class body."""
    waiting = [statement]
    while waiting:
        current = waiting.pop()
        if isinstance(current, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        for name in assigned_names(current):
            yield name, current
        for child in ast.iter_child_nodes(current):
            if isinstance(child, ast.stmt):
                waiting.append(child)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                waiting.extend(child.body)


def is_main_guard(statement: ast.stmt) -> bool:
    """Whether it is ``if __name__ == "__main__":``, which no import runs."""
    test = statement.test if isinstance(statement, ast.If) else None
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Name)
        and test.left.id == "__name__"
        and isinstance(test.ops[0], ast.Eq)
    )


def read_import(
    node: ast.Import | ast.ImportFrom, scope: str, is_conditional: bool
) -> Iterator[Import]:
    """One value for each name that the statement imports."""
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


def read_parameters(arguments: ast.arguments) -> Iterator[Parameter]:
    """A function's parameters in order."""
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
