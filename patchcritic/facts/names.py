"""Undefined names anywhere in a changed file, as pyflakes finds them."""

from __future__ import annotations

import ast

from patchcritic.facts.nouns import MODULE, Problem
from patchcritic.facts.tree import Tree


def find_undefined_names(tree: Tree, path: str) -> tuple[Problem, ...]:
    """Names that no scope around their use binds; premises, since the line may never run."""
    from pyflakes import messages
    from pyflakes.checker import Checker

    module = tree.module(path)
    if module is None:
        return ()
    try:
        found = Checker(module, filename=path).messages
    except RecursionError:
        return ()
    return tuple(
        Problem(
            kind="undefined-name",
            path=path,
            line=item.lineno,
            message=f"The name `{item.message_args[0]}` is not defined in {path}.",
            scope=_scope_at(module, item.lineno),
            symbol=str(item.message_args[0]),
            raises="NameError",
        )
        for item in found
        if isinstance(item, messages.UndefinedName)
    )


def _scope_at(module: ast.Module, line: int) -> str:
    """Qualified name of the top-level function or method that holds the line."""
    body, names = module.body, []
    while True:
        for node in body:
            if isinstance(
                node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
            ) and node.lineno <= line <= (node.end_lineno or node.lineno):
                names.append(node.name)
                if isinstance(node, ast.ClassDef):
                    body = node.body
                    break
                return ".".join(names)
        else:
            return MODULE
