"""Faults in the flow: statements and branches dropped, returned early, the wrong exception."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.bench.faults.nouns import Edit
from patchcritic.bench.faults.text import (
    Function,
    SourceText,
    blocks_of,
    is_docstring,
    walk_own,
)

Found = Iterator[tuple[str, Edit | None]]

_EXCEPTIONS = {
    "ValueError": "TypeError", "TypeError": "ValueError", "KeyError": "IndexError",
    "IndexError": "KeyError", "AttributeError": "KeyError", "NotImplementedError": "TypeError",
    "RuntimeError": "ValueError", "StopIteration": "ValueError", "OSError": "ValueError",
    "ImportError": "AttributeError", "UnicodeDecodeError": "KeyError", "Exception": "KeyError",
}  # fmt: skip
_EFFECTS = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Raise)


def find_flow(text: SourceText, function: Function) -> Found:
    """Faults in what a function does, and in which order."""
    value = _early_value(function)
    for block in blocks_of(function):
        for place, node in enumerate(block):
            if not is_docstring(node):
                yield from _statement(text, node, block)
                if place or block is not function.body:
                    yield from _return_early(text, node, value)
    for one in walk_own(function):
        if isinstance(one, ast.Raise):
            called = one.exc.func if isinstance(one.exc, ast.Call) else one.exc
            yield from _exception(text, called)
        elif isinstance(one, ast.ExceptHandler):
            kinds = one.type.elts if isinstance(one.type, ast.Tuple) else [one.type]
            for kind in kinds:
                yield from _exception(text, kind)


def _statement(text: SourceText, node: ast.stmt, block: list[ast.stmt]) -> Found:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await):
        yield "dropped-call", text.drop_statement(node, block)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
        yield "dropped-yield", text.drop_statement(node, block)
    elif isinstance(node, ast.Raise):
        yield "dropped-raise", text.drop_statement(node, block)
    elif isinstance(node, _EFFECTS):
        yield "dropped-assignment", text.drop_statement(node, block)
    elif isinstance(node, ast.Return) and node.value is not None:
        yield "dropped-return", text.drop_statement(node, block)
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield "wrong-return", text.replace(node.value, "None")
    elif isinstance(node, ast.If):
        yield from _branch(text, node, block)
    elif isinstance(node, ast.Break):
        yield "wrong-jump", text.replace(node, "continue")
    elif isinstance(node, ast.Continue):
        yield "wrong-jump", text.replace(node, "break")


def _branch(text: SourceText, node: ast.If, block: list[ast.stmt]) -> Found:
    is_elif = not text.between(text.start(node), text.end(node)).startswith("if")
    if not node.orelse:
        if not is_elif:
            yield "dropped-branch", text.drop_statement(node, block)
        else:
            # The end of the branch before it is where the line before it ends.
            start = text.raw.rfind(b"\n", 0, text.start(node)) + 1
            yield "dropped-branch", Edit(start=start, end=text.end(node), text="")
    else:
        start = text.raw.find(b"\n", text.end(node.body[-1]))
        if start >= 0:
            yield "dropped-else", Edit(start=start, end=text.end(node), text="")


def _return_early(text: SourceText, node: ast.stmt, value: str) -> Found:
    indent = text.indent_of(node)
    if indent and not indent.strip() and not isinstance(node, ast.Return | ast.Raise | ast.Pass):
        start = text.start(node)
        yield "returned-early", Edit(start=start, end=start, text=f"return{value}\n{indent}")


def _early_value(function: Function) -> str:
    """What a careless return would give back: the first argument, where a value is due."""
    nodes = walk_own(function)
    returns = any(isinstance(one, ast.Return) and one.value is not None for one in nodes)
    is_generator = any(isinstance(one, ast.Yield | ast.YieldFrom) for one in nodes)
    names = [one.arg for one in function.args.args if one.arg not in ("self", "cls")]
    return f" {names[0]}" if names and returns and not is_generator else ""


def _exception(text: SourceText, kind: ast.expr | None) -> Found:
    if isinstance(kind, ast.Name) and kind.id[:1].isupper():
        yield "wrong-exception", text.replace(kind, _EXCEPTIONS.get(kind.id, "RuntimeError"))
