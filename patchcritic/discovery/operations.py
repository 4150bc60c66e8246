"""Operators and conversions on values, refused wherever a result could be wrong or huge."""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, KeysView, Mapping, Sequence
from typing import Any, Final

from patchcritic.discovery.values import UNKNOWN, Function, Instance, is_plain

MAX_SIZE: Final = 100_000
"""Items or characters of a computed value; more is refused."""
_MAX_BITS: Final = 4096

_BINARY: Final[Mapping[type[ast.operator], Callable[[Any, Any], Any]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
    ast.BitOr: operator.or_,
    ast.BitAnd: operator.and_,
    ast.BitXor: operator.xor,
}
_CONVERSIONS: Final[Mapping[int, Callable[[Any], str]]] = {
    ord("r"): repr,
    ord("s"): str,
    ord("a"): ascii,
}
_UNARY: Final[Mapping[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.Not: operator.not_,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Invert: operator.invert,
}
_COMPARE: Final[Mapping[type[ast.cmpop], Callable[[Any, Any], Any]]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: operator.is_,
    ast.IsNot: operator.is_not,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}


def binary(op: ast.operator, left: Any, right: Any) -> Any:
    """``left op right``; sequences may hold unknown items, everything else must be plain."""
    if isinstance(op, ast.Add):
        if isinstance(left, list) and isinstance(right, list):
            return left + right
        if isinstance(left, tuple) and isinstance(right, tuple):
            return left + right
    if isinstance(op, ast.Mult) and isinstance(right, list | tuple | str | bytes):
        left, right = right, left
    repeats = isinstance(op, ast.Mult) and isinstance(left, list | tuple | str | bytes)
    if repeats and isinstance(right, int) and len(left) * right <= MAX_SIZE:
        return left * right
    if repeats or type(op) not in _BINARY or not (is_plain(left) and is_plain(right)):
        return UNKNOWN
    if isinstance(op, ast.Pow | ast.LShift) and not _is_small(left, op, right):
        return UNKNOWN
    if isinstance(op, ast.Mod) and isinstance(left, str | bytes) and _has_width(left):
        return UNKNOWN
    if isinstance(op, ast.Mult) and _bits(left) + _bits(right) > _MAX_BITS:
        return UNKNOWN
    return _BINARY[type(op)](left, right)


def _bits(value: Any) -> int:
    return value.bit_length() if isinstance(value, int) else 0


def _is_small(left: Any, op: ast.operator, right: Any) -> bool:
    if not isinstance(left, int) or not isinstance(right, int):
        return isinstance(left, int | float) and isinstance(right, int | float)
    if isinstance(op, ast.LShift):
        return right <= _MAX_BITS and _bits(left) <= _MAX_BITS
    return _bits(left) * abs(right) <= _MAX_BITS


def _has_width(template: str | bytes) -> bool:
    """Whether a format could ask for a field of ten thousand characters or more."""
    text = template if isinstance(template, str) else template.decode("latin-1")
    return re.search(r"\d{5}|\*", text) is not None


def unary(op: ast.unaryop, value: Any) -> Any:
    """``op value``."""
    return _UNARY[type(op)](value) if is_plain(value) else UNKNOWN


def compare(operators: Sequence[ast.cmpop], values: Sequence[Any]) -> Any:
    """A chain of comparisons."""
    if not is_plain(list(values)):
        return UNKNOWN
    pairs = zip(operators, values[:-1], values[1:], strict=True)
    return all(_COMPARE[type(op)](left, right) for op, left, right in pairs)


def as_key(value: Any) -> Any:
    """A value as a dict key or set item; an unknown one could equal any other."""
    if value is UNKNOWN:
        raise TypeError("a key that cannot be told")
    return value


def items_of(value: Any) -> list[Any]:
    """The items of a known iterable, in the order that Python would give them."""
    if isinstance(value, set | frozenset):
        # Strings hash differently in every process; small integers do not.
        if len(value) > 1 and not all(type(item) is int for item in value):
            raise TypeError("a set has no fixed order")
        return list(value)
    if isinstance(value, list | tuple | str | bytes | dict | range | KeysView):
        if len(value) > MAX_SIZE:
            raise ValueError("too many items")
        return list(value)
    raise TypeError("not an iterable that can be told")


def formatted(value: Any, conversion: int, spec: Any) -> Any:
    """One ``{...}`` of an f-string."""
    if not is_plain(value) or not isinstance(spec, str) or _has_width(spec):
        return UNKNOWN
    if isinstance(value, set | frozenset):
        return UNKNOWN
    if conversion in _CONVERSIONS:
        value = _CONVERSIONS[conversion](value)
    return format(value, spec)


def subscript(owner: Any, index: Any) -> Any:
    """``owner[index]``."""
    if isinstance(owner, list | tuple | str | bytes | range) and isinstance(index, int | slice):
        return owner[index]
    if isinstance(owner, dict) and is_plain(index):
        return owner[index]
    return UNKNOWN


def bind_arguments(
    parameters: ast.arguments, args: Sequence[Any], kwargs: Mapping[str, Any]
) -> dict[str, Any] | None:
    """A call's arguments by parameter name; None when the call does not fit or takes defaults
    that are not literals."""
    positional = [parameter.arg for parameter in (*parameters.posonlyargs, *parameters.args)]
    keyword_only = [parameter.arg for parameter in parameters.kwonlyargs]
    local: dict[str, Any] = {}
    defaults = zip(reversed(positional), reversed(parameters.defaults), strict=False)
    keyword_defaults = zip(keyword_only, parameters.kw_defaults, strict=True)
    for name, default in (*defaults, *keyword_defaults):
        local[name] = default.value if isinstance(default, ast.Constant) else UNKNOWN
    local.update(zip(positional, args, strict=False))
    extra = list(args[len(positional) :])
    unexpected = set(kwargs) - {*positional, *keyword_only}
    if parameters.vararg is not None:
        local[parameters.vararg.arg] = tuple(extra)
    elif extra:
        return None
    if parameters.kwarg is not None:
        local[parameters.kwarg.arg] = {name: kwargs[name] for name in unexpected}
    elif unexpected:
        return None
    local.update({name: value for name, value in kwargs.items() if name not in unexpected})
    return local if {*positional, *keyword_only} <= set(local) else None


def forget_changes(statement: ast.stmt, local: dict[str, Any]) -> bool:
    """Forget what a statement may change; False when the function may end inside it."""
    for part in ast.walk(statement):
        if isinstance(part, ast.Return | ast.Yield | ast.YieldFrom | ast.Raise):
            return False
        if isinstance(part, ast.Name):
            is_kept = isinstance(local.get(part.id), Instance | Function)
            if not is_kept or isinstance(part.ctx, ast.Store):
                local[part.id] = UNKNOWN
    return True
