"""What CPython's compiler refuses in the patterns of a ``match`` though its parser takes it."""

from __future__ import annotations

import ast
from typing import Any

from patchcritic.tracer.lang.scopes import refuse


def check_match(node: ast.Match) -> None:
    """Look at the patterns of all cases.

    Raises:
        Undecided: the compiler would refuse one.
    """
    for number, case in enumerate(node.cases):
        is_last = number == len(node.cases) - 1
        _check_refutable(case.pattern, may_fit_all=is_last or case.guard is not None)
        _names(case.pattern)


def _check_refutable(node: ast.pattern, *, may_fit_all: bool) -> None:
    if isinstance(node, ast.MatchAs):
        if node.pattern is not None:
            _check_refutable(node.pattern, may_fit_all=may_fit_all)
        elif not may_fit_all:
            raise refuse("a pattern makes remaining patterns unreachable", node)
    elif isinstance(node, ast.MatchOr):
        for each in node.patterns[:-1]:
            _check_refutable(each, may_fit_all=False)
        _check_refutable(node.patterns[-1], may_fit_all=may_fit_all)
    else:
        for each in _parts(node):
            _check_refutable(each, may_fit_all=True)


def _parts(node: ast.pattern) -> list[ast.pattern]:
    return [each for each in ast.iter_child_nodes(node) if isinstance(each, ast.pattern)]


def _names(node: ast.pattern) -> set[str]:
    """The names that a pattern binds."""
    if isinstance(node, ast.MatchOr):
        first, *others = [_names(each) for each in node.patterns]
        if any(each != first for each in others):
            raise refuse("alternative patterns bind different names", node)
        return first
    if isinstance(node, ast.MatchValue):
        _key(node.value)
    elif isinstance(node, ast.MatchMapping):
        _check_unlike(_keys(node), "mapping pattern checks duplicate key", node)
    elif isinstance(node, ast.MatchClass):
        _check_unlike(node.kwd_attrs, "attribute name repeated in class pattern", node)
    found: list[str] = []
    for each in _parts(node):
        found += _names(each)
    own = node.rest if isinstance(node, ast.MatchMapping) else getattr(node, "name", None)
    if own is not None:
        found.append(own)
    _check_unlike(found, "multiple assignments to a name in pattern", node)
    return set(found)


def _keys(node: ast.MatchMapping) -> list[Any]:
    keys = [_key(each) for each in node.keys]
    return [key for key in keys if key is not _NO_LITERAL]


_NO_LITERAL = object()


def _key(node: ast.expr) -> Any:
    """The value of a literal; something else where it is an attribute."""
    if isinstance(node, ast.Attribute):
        return _NO_LITERAL
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.UnaryOp):
        return -_key(node.operand)
    if isinstance(node, ast.BinOp):
        left, right = _key(node.left), _key(node.right)
        return left + right if isinstance(node.op, ast.Add) else left - right
    raise refuse("patterns may only match literals and attribute lookups", node)


def _check_unlike(values: list[Any], reason: str, node: ast.AST) -> None:
    if len(set(values)) < len(values):
        raise refuse(reason, node)
