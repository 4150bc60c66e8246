"""Faults put into the test methods of a file, so that some of its tests fail in truth."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from random import Random

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE,
    ast.LtE: ast.Gt, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_ASSERTS = {
    "assertEqual": "assertNotEqual", "assertNotEqual": "assertEqual", "assertTrue": "assertFalse",
    "assertFalse": "assertTrue", "assertIs": "assertIsNot", "assertIsNot": "assertIs",
    "assertIn": "assertNotIn", "assertNotIn": "assertIn", "assertIsNone": "assertIsNotNone",
    "assertIsNotNone": "assertIsNone", "assertIsInstance": "assertNotIsInstance",
    "assertNotIsInstance": "assertIsInstance", "assertGreater": "assertLessEqual",
    "assertLess": "assertGreaterEqual",
}  # fmt: skip


def mutate_tests(source: str, random: Random) -> str:
    """The file with one small change in every test method that has something to change."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for method in node.body:
                if isinstance(method, ast.FunctionDef) and method.name.startswith("test"):
                    sites = list(_sites(method))
                    if sites:
                        _change(random.choice(sites), random)
    return ast.unparse(tree)


def _sites(method: ast.FunctionDef) -> Iterator[ast.AST]:
    waiting: list[ast.AST] = list(method.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.JoinedStr | ast.MatchValue | ast.MatchMapping):
            continue
        if (
            (isinstance(node, ast.Compare) and type(node.ops[0]) in _OPPOSITE)
            or (isinstance(node, ast.Attribute) and node.attr in _ASSERTS)
            or (isinstance(node, ast.Constant) and type(node.value) in (int, bool, str))
            or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub))
            or isinstance(node, ast.If)
        ):
            yield node
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        waiting.extend(ast.iter_child_nodes(node))


def _change(node: ast.AST, random: Random) -> None:
    if isinstance(node, ast.Compare):
        node.ops[0] = _OPPOSITE[type(node.ops[0])]()
    elif isinstance(node, ast.Attribute):
        node.attr = _ASSERTS[node.attr]
    elif isinstance(node, ast.BinOp):
        node.op = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
    elif isinstance(node, ast.If):
        node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)
    elif isinstance(node, ast.Constant):
        if isinstance(node.value, bool):
            node.value = not node.value
        elif isinstance(node.value, int):
            node.value = node.value + random.choice([1, -1]) if node.value else 1
        elif isinstance(node.value, str):
            node.value = random.choice([f"{node.value}x", node.value[1:]])
