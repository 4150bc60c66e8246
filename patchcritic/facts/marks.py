"""Whether a test is skipped or expected to fail by a mark that its source spells out."""

from __future__ import annotations

import ast
import operator
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from patchcritic.facts.nouns import FunctionNode
from patchcritic.facts.tables import ModuleTable

_COMPARISONS: dict[type[ast.cmpop], Any] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
_CONSTANTS: dict[str, Any] = {
    "sys.version_info": sys.version_info[:3],
    "sys.version_info.major": sys.version_info.major,
    "sys.version_info.minor": sys.version_info.minor,
    "sys.platform": sys.platform,
    "os.name": os.name,
    "sys.implementation.name": sys.implementation.name,
    "sys.maxsize": sys.maxsize,
}
_CALLS: dict[str, Any] = {
    "platform.system": platform.system,
    "platform.python_implementation": platform.python_implementation,
}
_METHODS = {"startswith", "endswith", "lower"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A skip or xfail mark that applies to a test."""

    word: str
    """``skip`` or ``xfail``."""
    line: int
    text: str
    is_literal: bool
    """It holds on every interpreter and platform, not only on this one."""


class Unknowable(Exception):
    """An expression's value is not spelled out in the source."""


def evaluate(node: ast.expr, table: ModuleTable | None) -> Any:
    """The value of a condition made of literals, ``sys`` and ``platform``.

    Raises:
        Unknowable: anything else is in it.
    """
    try:
        return _evaluate(node, table, 0)
    except (TypeError, ValueError, IndexError, KeyError, RecursionError) as problem:
        raise Unknowable from problem


def _evaluate(node: ast.expr, table: ModuleTable | None, depth: int) -> Any:
    dotted = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
    if dotted in _CONSTANTS:
        return _CONSTANTS[dotted]
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Tuple | ast.List):
        return tuple(_evaluate(item, table, depth) for item in node.elts)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return not _evaluate(node.operand, table, depth)
    if isinstance(node, ast.BoolOp):
        values = (_evaluate(item, table, depth) for item in node.values)
        return all(values) if isinstance(node.op, ast.And) else any(values)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _COMPARISONS:
        left = _evaluate(node.left, table, depth)
        right = _evaluate(node.comparators[0], table, depth)
        return _COMPARISONS[type(node.ops[0])](left, right)
    if isinstance(node, ast.Subscript):
        return _subscript(_evaluate(node.value, table, depth), node.slice, table)
    if isinstance(node, ast.Call) and not node.keywords:
        return _call(node, table, depth)
    if isinstance(node, ast.Name) and table is not None and depth < 3:
        bindings = table.bindings.get(node.id, ())
        if len(bindings) == 1 and isinstance(bindings[0].node, ast.Assign):
            return _evaluate(bindings[0].node.value, table, depth + 1)
    raise Unknowable


def _subscript(value: Any, index: ast.expr, table: ModuleTable | None) -> Any:
    if isinstance(index, ast.Slice):
        parts = [
            None if part is None else _evaluate(part, table, 0)
            for part in (index.lower, index.upper, index.step)
        ]
        return value[slice(*parts)]
    return value[_evaluate(index, table, 0)]


def _call(node: ast.Call, table: ModuleTable | None, depth: int) -> Any:
    dotted = ast.unparse(node.func)
    if dotted in _CALLS and not node.args:
        return _CALLS[dotted]()
    if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS:
        owner = _evaluate(node.func.value, table, depth)
        if isinstance(owner, str):
            arguments = [_evaluate(item, table, depth) for item in node.args]
            return getattr(owner, node.func.attr)(*arguments)
    raise Unknowable


def find_marks(
    holders: Iterable[FunctionNode | ast.ClassDef], table: ModuleTable | None
) -> list[Mark]:
    """Skip and xfail marks that hold, on the test, its classes, and in ``pytestmark``."""
    found = []
    for expression in iter_mark_expressions(holders, table):
        mark = read_mark(expression, table)
        if mark is not None:
            found.append(mark)
    return found


def iter_mark_expressions(
    holders: Iterable[FunctionNode | ast.ClassDef], table: ModuleTable | None
) -> list[ast.expr]:
    """Every decorator and ``pytestmark`` entry that applies to the test."""
    found: list[ast.expr] = []
    for holder in holders:
        found.extend(holder.decorator_list)
        if isinstance(holder, ast.ClassDef):
            for node in holder.body:
                found.extend(_pytestmark_of(node))
    for binding in table.bindings.get("pytestmark", ()) if table else ():
        found.extend(_pytestmark_of(binding.node))
    return found


def _pytestmark_of(node: ast.AST) -> list[ast.expr]:
    if not isinstance(node, ast.Assign) or ast.unparse(node.targets[0]) != "pytestmark":
        return []
    return list(node.value.elts) if isinstance(node.value, ast.List | ast.Tuple) else [node.value]


def mark_name(expression: ast.expr) -> str:
    """``skipif`` for ``@pytest.mark.skipif(...)`` and for ``@unittest.skipIf(...)``."""
    target = expression.func if isinstance(expression, ast.Call) else expression
    return ast.unparse(target).rpartition(".")[2].lower()


def read_mark(expression: ast.expr, table: ModuleTable | None) -> Mark | None:
    """The mark when it is a skip or an xfail that certainly holds on this platform."""
    name = mark_name(expression)
    word = "xfail" if name in {"xfail", "expectedfailure"} else "skip"
    if name not in {"skip", "skipif", "skipunless", "xfail", "expectedfailure"}:
        return None
    conditions: list[ast.expr] = []
    if isinstance(expression, ast.Call) and name in {"skipif", "skipunless", "xfail"}:
        conditions = list(expression.args[: 1 if name == "skipunless" else None])
        conditions += [item.value for item in expression.keywords if item.arg == "condition"]
    if name in {"skipif", "skipunless"} and not conditions:
        return None
    try:
        values = [_read_condition(item, table) for item in conditions[:1]]
    except Unknowable:
        return None
    holds = not values or (not values[0] if name == "skipunless" else bool(values[0]))
    is_literal = all(
        isinstance(item, ast.Constant) and not isinstance(item.value, str)
        for item in conditions[:1]
    )
    text = ast.unparse(expression)[:100]
    return Mark(word, expression.lineno, text, is_literal) if holds else None


def _read_condition(node: ast.expr, table: ModuleTable | None) -> Any:
    """pytest evaluates a condition given as a string; so is it read here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            node = ast.parse(node.value.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise Unknowable from None
    return evaluate(node, table)


def is_false_skip(expression: ast.expr, table: ModuleTable | None) -> bool:
    """Whether a conditional skip certainly does not apply, on any interpreter."""
    name = mark_name(expression)
    if name not in {"skipif", "skipunless"} or not isinstance(expression, ast.Call):
        return False
    if not expression.args or not isinstance(expression.args[0], ast.Constant):
        return False
    return read_mark(expression, table) is None and not isinstance(expression.args[0].value, str)
