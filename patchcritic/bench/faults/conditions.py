"""Faults in conditions: negated, turned, or one off at the boundary."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.bench.faults.nouns import Edit
from patchcritic.bench.faults.text import Function, SourceText, walk_own

Found = Iterator[tuple[str, Edit | None]]

_WEAKER_THAN_NOT = (ast.BoolOp, ast.IfExp, ast.Lambda, ast.NamedExpr)
_SPELLED: dict[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.Is: "is", ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip
_BOUNDARIES = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_TURNED = {
    "==": "!=", "!=": "==", "is": "is not", "is not": "is", "in": "not in", "not in": "in",
    "<": ">", "<=": ">=", ">": "<", ">=": "<=",
}  # fmt: skip


def find_conditions(text: SourceText, function: Function) -> Found:
    """Faults in the conditions of a function."""
    for node in walk_own(function):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            yield from _negate(text, node.test)
        elif isinstance(node, ast.comprehension):
            for condition in node.ifs:
                yield from _negate(text, condition)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield "missing-not", text.replace(node, f"({text.of(node.operand)})")
        elif isinstance(node, ast.Compare):
            yield from _compare(text, node)
        elif isinstance(node, ast.BoolOp):
            yield from _connect(text, node)


def _negate(text: SourceText, condition: ast.expr) -> Found:
    if isinstance(condition, ast.UnaryOp) and isinstance(condition.op, ast.Not):
        return  # the missing "not" says the same
    source = text.of(condition)
    is_weak = isinstance(condition, _WEAKER_THAN_NOT)
    yield (
        "negated-condition",
        text.replace(condition, f"not ({source})" if is_weak else f"not {source}"),
    )


def _compare(text: SourceText, node: ast.Compare) -> Found:
    operands = [node.left, *node.comparators]
    for place, operator in enumerate(node.ops):
        old = _SPELLED[type(operator)]
        ends = operands[place], operands[place + 1]
        if old in _BOUNDARIES:
            yield "off-by-one-boundary", text.swap_token(*ends, old, _BOUNDARIES[old])
        yield "wrong-comparison", text.swap_token(*ends, old, _TURNED[old])


def _connect(text: SourceText, node: ast.BoolOp) -> Found:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for left, right in zip(node.values, node.values[1:], strict=False):
        yield "wrong-connective", text.swap_token(left, right, old, new)
    for place, value in enumerate(node.values):
        rest = [text.of(one) for one in node.values if one is not value]
        if len(rest) == 1 and place:
            # The right operand goes, and the operator before it.
            start = text.end(node.values[0])
            yield "dropped-condition", Edit(start=start, end=text.end(node), text="")
