"""Which methods operators, loops and builtins call on their operands."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.context.chains import CALL

_Operation = tuple[ast.expr, tuple[str, ...]]
_OPERATORS: dict[type[ast.AST], tuple[str, ...]] = {
    ast.Add: ("__add__", "__radd__"),
    ast.Sub: ("__sub__", "__rsub__"),
    ast.Mult: ("__mul__", "__rmul__"),
    ast.Div: ("__truediv__",),
    ast.BitAnd: ("__and__", "__rand__"),
    ast.BitOr: ("__or__", "__ror__"),
    ast.Eq: ("__eq__",),
    ast.NotEq: ("__ne__", "__eq__"),
    ast.Lt: ("__lt__",),
    ast.Gt: ("__gt__",),
    ast.LtE: ("__le__",),
    ast.GtE: ("__ge__",),
    ast.In: ("__contains__",),
    ast.NotIn: ("__contains__",),
    ast.Load: ("__getitem__",),
    ast.Store: ("__setitem__",),
    ast.Del: ("__delitem__",),
}
_BUILTINS = {name: f"__{name}__" for name in ("len", "repr", "str", "iter", "next", "bool", "hash")}
_RAISING = frozenset({"assertRaises", "raises", "assertWarns", "warns"})
"""Calls whose second argument is called in turn."""


def iter_operations(node: ast.AST) -> Iterator[_Operation]:
    """Operands, and the methods that the node may call on each."""
    match node:
        case ast.BinOp(left=left, op=operator, right=right):
            names = _OPERATORS.get(type(operator), ())
            yield from ((left, names), (right, names))
        case ast.Compare(left=left, ops=operators, comparators=others):
            compared = tuple(name for one in operators for name in _OPERATORS.get(type(one), ()))
            yield from ((operand, compared) for operand in (left, *others))
        case ast.Subscript(value=value, ctx=context):
            yield value, _OPERATORS.get(type(context), ())
        case ast.For(iter=value) | ast.comprehension(iter=value):
            yield value, ("__iter__",)
        case ast.AsyncFor(iter=value):
            yield value, ("__aiter__", "__anext__")
        case ast.With(items=items):
            yield from ((item.context_expr, ("__enter__", "__exit__")) for item in items)
        case ast.AsyncWith(items=items):
            yield from ((item.context_expr, ("__aenter__", "__aexit__")) for item in items)
        case ast.Call():
            yield from _iter_calls(node)


def _iter_calls(node: ast.Call) -> Iterator[_Operation]:
    match node:
        case ast.Call(func=ast.Name(id=name), args=[value, *_]) if name in _BUILTINS:
            yield value, (_BUILTINS[name],)
        case ast.Call(func=ast.Attribute(attr=name), args=[_, value, *_]) if name in _RAISING:
            yield value, (CALL,)
