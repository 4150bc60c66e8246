"""Which lines of a piece of code say nothing about a test: long docstrings and long literals."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_MAX_LITERAL = 12
"""Lines a literal may have before its middle goes."""
_KEPT_HEAD = 4
_KEPT_DOC = 1
_Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
_LITERALS = (ast.List, ast.Dict, ast.Set, ast.Tuple, ast.Constant, ast.JoinedStr)


def find_elidable(tree: ast.AST, offset: int = 0) -> frozenset[int]:
    """Lines inside ``tree`` that may go, moved by ``offset``; the first and last line of each
    literal stay, so that what is left still reads as code."""
    lines: set[int] = set()
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, _LITERALS) and _height(node) > _MAX_LITERAL:
            lines.update(_middle(node, _KEPT_HEAD))
            continue
        pending.extend(ast.iter_child_nodes(node))
    for docstring in iter_docstrings(tree):
        lines.update(_middle(docstring, _KEPT_DOC))
    return frozenset(line + offset for line in lines)


def iter_docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """The docstring nodes of ``tree`` and of everything defined in it."""
    for node in ast.walk(tree):
        if isinstance(node, _Documented) and node.body:
            match node.body[0]:
                case ast.Expr(value=ast.Constant(value=str()) as docstring):
                    yield docstring


def _height(node: ast.expr) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def _middle(node: ast.expr, n_head: int) -> range:
    return range(node.lineno + n_head, node.end_lineno or node.lineno)
