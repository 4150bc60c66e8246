"""Faults in values: numbers one off, wrong operators, wrong texts, wrong defaults."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.bench.faults.nouns import Edit
from patchcritic.bench.faults.text import Function, SourceText, is_docstring, walk_own

Found = Iterator[tuple[str, Edit | None]]

_ARITHMETIC: dict[type[ast.operator], tuple[str, str]] = {
    ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "+"), ast.Div: ("/", "//"),
    ast.FloorDiv: ("//", "/"), ast.Mod: ("%", "//"), ast.Pow: ("**", "*"), ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"), ast.BitXor: ("^", "|"), ast.LShift: ("<<", ">>"),
    ast.RShift: (">>", "<<"),
}  # fmt: skip


def find_values(text: SourceText, function: Function) -> Found:
    """Faults in the values a function computes with."""
    nodes = walk_own(function)
    texts = {id(node.value) for node in nodes if isinstance(node, ast.stmt) and is_docstring(node)}  # type: ignore[attr-defined]
    for node in nodes:
        if isinstance(node, ast.Constant) and id(node) not in texts:
            yield from _constant(text, node)
        elif isinstance(node, ast.BinOp):
            yield from _operate(text, node)
        elif isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
            old, new = _ARITHMETIC[type(node.op)]
            yield "wrong-operator", text.swap_token(node.target, node.value, f"{old}=", f"{new}=")
        elif isinstance(node, ast.Slice):
            yield from _slice(text, node)
        elif isinstance(node, ast.Call):
            yield from _range(text, node)
    arguments = function.args
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if isinstance(default, ast.Constant):
            for _, edit in _constant(text, default, is_default=True):
                yield "changed-default", edit


def _constant(text: SourceText, node: ast.Constant, *, is_default: bool = False) -> Found:
    value = node.value
    if isinstance(value, bool):
        yield "flipped-constant", text.replace(node, str(not value))
    elif isinstance(value, int):
        yield "off-by-one", text.replace(node, str(value + 1))
        if value > 0:
            yield "off-by-one", text.replace(node, str(value - 1))
    elif isinstance(value, float):
        yield "wrong-number", text.replace(node, repr(value * 2 or 1.0))
    elif isinstance(value, str) and text.of(node)[:1] in "\"'":
        yield from _string(text, node, value)
    elif value is None and is_default:
        yield "flipped-constant", text.replace(node, "False")


def _string(text: SourceText, node: ast.Constant, value: str) -> Found:
    source = text.of(node)
    if source.count(source[0]) != 2 or "\\" in source or "\n" in source:
        return  # several pieces or escapes: what stands between the quotes is not the value
    quote = source[0]
    if value and len(value) <= 3 and not value.isalnum():
        other = value.strip() if value != value.strip() and value.strip() else f"{value} "
        yield "wrong-separator", text.replace(node, f"{quote}{other}{quote}")
    elif value.isidentifier():
        yield "wrong-text-case", text.replace(node, f"{quote}{value.swapcase()}{quote}")
    elif not value:
        yield "wrong-text", text.replace(node, f"{quote} {quote}")
    elif len(value) > 3:
        yield "wrong-text", text.replace(node, f"{quote}{value[:-1]}{quote}")


def _operate(text: SourceText, node: ast.BinOp) -> Found:
    is_format = isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Constant)
    if type(node.op) not in _ARITHMETIC or is_format:
        return
    old, new = _ARITHMETIC[type(node.op)]
    yield "wrong-operator", text.swap_token(node.left, node.right, old, new)
    is_step = isinstance(node.right, ast.Constant) and node.right.value == 1
    if is_step and isinstance(node.op, ast.Add | ast.Sub):
        yield "off-by-one", Edit(start=text.end(node.left), end=text.end(node), text="")


def _slice(text: SourceText, node: ast.Slice) -> Found:
    for bound, sign in ((node.lower, "+"), (node.upper, "-")):
        if bound is not None and not isinstance(bound, ast.Constant):
            yield "off-by-one-slice", text.replace(bound, f"{text.of(bound)} {sign} 1")


def _range(text: SourceText, node: ast.Call) -> Found:
    if isinstance(node.func, ast.Name) and node.func.id == "range" and node.args:
        stop = node.args[min(1, len(node.args) - 1)]
        if not isinstance(stop, ast.Constant | ast.Starred):
            yield "off-by-one-range", text.replace(stop, f"{text.of(stop)} - 1")
            yield "off-by-one-range", text.replace(stop, f"{text.of(stop)} + 1")
