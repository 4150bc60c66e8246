"""The operators: sizes are checked first; a value unknown but of known type stays unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.realm import Budget
from patchcritic.tracer.core.unknown import Unknown, type_of, undecided_by
from patchcritic.tracer.host import sizes
from patchcritic.tracer.host.guarding import Guarding

Two = Callable[[Any, Any], Any]

_ROWS: tuple[tuple[str, Two, Two], ...] = (
    ("+", operator.add, operator.iadd),
    ("-", operator.sub, operator.isub),
    ("*", operator.mul, operator.imul),
    ("@", operator.matmul, operator.imatmul),
    ("/", operator.truediv, operator.itruediv),
    ("//", operator.floordiv, operator.ifloordiv),
    ("%", operator.mod, operator.imod),
    ("**", operator.pow, operator.ipow),
    ("<<", operator.lshift, operator.ilshift),
    (">>", operator.rshift, operator.irshift),
    ("&", operator.and_, operator.iand),
    ("|", operator.or_, operator.ior),
    ("^", operator.xor, operator.ixor),
)
BINARY: dict[str, Two] = {sign: plain for sign, plain, _ in _ROWS}
INPLACE: dict[str, Two] = {sign: inplace for sign, _, inplace in _ROWS}


@exact
def _has(item: Any, container: Any) -> bool:
    return item in container


@exact
def _lacks(item: Any, container: Any) -> bool:
    return item not in container


COMPARE: dict[str, Two] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "in": _has,
    "not in": _lacks,
}
UNARY: dict[str, Callable[[Any], Any]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
}
_CHECKS: dict[Two, Callable[[Budget, Any, Any], None]] = {
    operator.add: sizes.check_add,
    operator.iadd: sizes.check_add,
    operator.mul: sizes.check_multiply,
    operator.imul: sizes.check_multiply,
    operator.mod: sizes.check_percent,
    operator.imod: sizes.check_percent,
    operator.pow: sizes.check_power,
    operator.ipow: sizes.check_power,
    operator.lshift: sizes.check_shift,
    operator.ilshift: sizes.check_shift,
}
_ARITHMETIC = frozenset(
    {operator.add, operator.sub, operator.mul, operator.iadd, operator.isub, operator.imul}
)
_FLOATING = frozenset({operator.truediv, operator.itruediv})
_EXPONENTS = frozenset({operator.pow, operator.ipow})


@exact
def _two(function: Two, left: Any, right: Any) -> Any:
    return function(left, right)


@exact
def _one(function: Callable[[Any], Any], value: Any) -> Any:
    return function(value)


def apply_two(guard: Guarding, function: Two, left: Any, right: Any) -> Any:
    """A binary operator, in place or not."""
    if type(left) is Unknown or type(right) is Unknown:
        return _flow(guard, function, left, right)
    check = _CHECKS.get(function)
    if check is not None:
        check(guard.realm.budget, left, right)
    return _two(function, left, right)


def apply_one(guard: Guarding, function: Callable[[Any], Any], value: Any) -> Any:
    """A unary operator but ``not``."""
    if type(value) is Unknown:
        if type_of(value) in (int, float) and function is not operator.invert:
            return guard.unknown_like(value, type_of(value))
        raise undecided_by(value)
    return _one(function, value)


def _flow(guard: Guarding, function: Two, left: Any, right: Any) -> Any:
    first = left if type(left) is Unknown else right
    types = [type_of(each) if type(each) is Unknown else type(each) for each in (left, right)]
    if all(each in (int, float) for each in types):
        if function in _ARITHMETIC:
            return guard.unknown_like(first, float if float in types else int)
        if function in _FLOATING and type(right) is not Unknown and right != 0:
            return guard.unknown_like(first, float)
    if types == [str, str] and function in (operator.add, operator.iadd):
        return guard.unknown_like(first, str)
    raise undecided_by(first)
