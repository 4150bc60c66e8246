"""Operators: the commonest on plain numbers and texts at once, all others through the guard."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.unknown import Unknown, undecided_by
from patchcritic.tracer.lang.constants import keep
from patchcritic.tracer.lang.translator import Run, Translator, World, translates

SYMBOLS: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.MatMult: "@",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.BitAnd: "&",
    ast.FloorDiv: "//",
}
_UNARY: dict[type[ast.unaryop], str] = {ast.UAdd: "+", ast.USub: "-", ast.Invert: "~"}
COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
    ast.Is: "is",
    ast.IsNot: "is not",
}
_FAST_NUMBERS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "//": operator.floordiv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
}
"""Their results are no longer than their longer operand and one bit."""
_FAST_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
PLAIN = frozenset((int, str, float, bool, bytes, type(None)))
_CONTAINERS = frozenset((dict, list, tuple, set, frozenset))
Binary = Callable[[Any, Any], Any]


@exact_sites
def binary(world: World, symbol: str, *, inplace: bool = False) -> Binary:
    """A binary operator as a function of its operands."""
    guarded = world.guard.inplace if inplace else world.guard.binary
    fast = _FAST_NUMBERS.get(symbol)

    def apply_guarded(left: Any, right: Any) -> Any:
        return guarded(symbol, left, right)

    def apply_number(left: Any, right: Any) -> Any:
        if type(left) is int and type(right) is int:
            return fast(left, right)  # type: ignore[misc]
        return guarded(symbol, left, right)

    def apply_sum(left: Any, right: Any) -> Any:
        kind = type(left)
        if kind is type(right) and (
            kind is int or kind is float or (kind is str and len(left) + len(right) < 4096)
        ):
            return left + right
        return guarded("+", left, right)

    def apply_product(left: Any, right: Any) -> Any:
        if type(left) is int and type(right) is int and -65536 < left < 65536 > right > -65536:
            return left * right
        return guarded("*", left, right)

    if symbol == "+":
        return apply_sum
    if symbol == "*":
        return apply_product
    return apply_guarded if fast is None else apply_number


@translates(ast.BinOp)
def translate_binary(translator: Translator, node: ast.BinOp) -> Run:
    """A binary operator; long chains of them are walked and not descended."""
    chain: list[tuple[Binary, Run]] = []
    first: ast.expr = node
    while isinstance(first, ast.BinOp):
        apply = binary(translator.world, SYMBOLS[type(first.op)])
        chain.append((apply, translator.expression(first.right)))
        first = first.left
    start = translator.expression(first)
    if len(chain) == 1:
        [(apply, right)] = chain

        def run_one(frame: Frame) -> Any:
            return apply(start(frame), right(frame))

        return run_one
    chain.reverse()

    def run_chain(frame: Frame) -> Any:
        value = start(frame)
        for apply, right in chain:
            value = apply(value, right(frame))
        return value

    return run_chain


@translates(ast.UnaryOp)
def translate_unary(translator: Translator, node: ast.UnaryOp) -> Run:
    """A unary operator."""
    operand = translator.expression(node.operand)
    guard = translator.world.guard
    if isinstance(node.op, ast.Not):
        is_true = truth(translator.world)
        return lambda frame: not is_true(operand(frame))
    symbol = _UNARY[type(node.op)]
    if isinstance(node.operand, ast.Constant) and type(node.operand.value) in (int, float):
        value: Any = node.operand.value
        if symbol == "-":
            value = keep(translator, -value)
            return lambda frame: value

    def run(frame: Frame) -> Any:
        return guard.unary(symbol, operand(frame))

    return run


@exact_sites
def truth(world: World) -> Callable[[Any], bool]:
    """Whether a value counts as true, as a function."""
    guarded = world.guard.truth

    def is_true(value: Any) -> bool:
        if value is True:
            return True
        if value is False or value is None:
            return False
        kind = type(value)
        if kind is str or kind is int or kind is list or kind is dict or kind is tuple:
            return bool(value)
        return guarded(value)

    return is_true


@translates(ast.BoolOp)
def translate_logic(translator: Translator, node: ast.BoolOp) -> Run:
    """``and`` and ``or``."""
    operands = [translator.expression(value) for value in node.values]
    last = operands.pop()
    is_true = truth(translator.world)
    if isinstance(node.op, ast.And):

        def run_and(frame: Frame) -> Any:
            for operand in operands:
                value = operand(frame)
                if not is_true(value):
                    return value
            return last(frame)

        return run_and

    def run_or(frame: Frame) -> Any:
        for operand in operands:
            value = operand(frame)
            if is_true(value):
                return value
        return last(frame)

    return run_or


@translates(ast.IfExp)
def translate_choice(translator: Translator, node: ast.IfExp) -> Run:
    """``a if b else c``."""
    test, then, other = map(translator.expression, (node.test, node.body, node.orelse))
    is_true = truth(translator.world)
    return lambda frame: then(frame) if is_true(test(frame)) else other(frame)


@exact_sites
def comparison(world: World, symbol: str) -> Binary:
    """A comparison as a function of its operands."""
    guarded = world.guard.compare
    fast = _FAST_COMPARE.get(symbol)

    def compare(left: Any, right: Any) -> Any:
        if type(left) in PLAIN and type(right) in PLAIN:
            return fast(left, right)  # type: ignore[misc]
        return guarded(symbol, left, right)

    def is_same(left: Any, right: Any) -> bool:
        if type(left) is Unknown:
            raise undecided_by(left)
        if type(right) is Unknown:
            raise undecided_by(right)
        return left is right

    def is_other(left: Any, right: Any) -> bool:
        return not is_same(left, right)

    def has(left: Any, right: Any) -> Any:
        if type(right) in _CONTAINERS and type(left) in PLAIN:
            return left in right
        return guarded("in", left, right)

    def lacks(left: Any, right: Any) -> Any:
        if type(right) in _CONTAINERS and type(left) in PLAIN:
            return left not in right
        return guarded("not in", left, right)

    special = {"is": is_same, "is not": is_other, "in": has, "not in": lacks}
    return special.get(symbol, compare)


@translates(ast.Compare)
def translate_comparison(translator: Translator, node: ast.Compare) -> Run:
    """Comparisons, chained ones too."""
    first = translator.expression(node.left)
    links = [
        (comparison(translator.world, COMPARE[type(op)]), translator.expression(value))
        for op, value in zip(node.ops, node.comparators, strict=True)
    ]
    if len(links) == 1:
        [(compare, right)] = links

        def run_one(frame: Frame) -> Any:
            return compare(first(frame), right(frame))

        return run_one
    last_compare, last_value = links.pop()
    is_true = truth(translator.world)

    def run_chain(frame: Frame) -> Any:
        left = first(frame)
        for compare, right in links:
            value = right(frame)
            result = compare(left, value)
            if not is_true(result):
                return result
            left = value
        return last_compare(left, last_value(frame))

    return run_chain
