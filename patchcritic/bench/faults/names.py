"""Faults in names and calls: swapped or missing arguments, a neighbour taken for another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from patchcritic.bench.faults.nouns import Edit
from patchcritic.bench.faults.text import Function, SourceText, walk_own

Found = Iterator[tuple[str, Edit | None]]

_CONFUSED = {
    one: other
    for pair in (
        ("upper", "lower"), ("startswith", "endswith"), ("lstrip", "rstrip"), ("append", "extend"),
        ("min", "max"), ("any", "all"), ("find", "rfind"), ("split", "rsplit"), ("keys", "values"),
        ("list", "tuple"), ("isdigit", "isalpha"), ("partition", "rpartition"), ("add", "discard"),
        ("appendleft", "append"), ("int", "float"), ("match", "search"), ("ljust", "rjust"),
    )
    for one, other in (pair, pair[::-1])
} | {"strip": "rstrip", "sorted": "list", "get": "pop", "reversed": "list"}  # fmt: skip


def find_names(text: SourceText, function: Function) -> Found:
    """Faults in the names a function uses, and in its calls."""
    nodes = walk_own(function)
    yield from _variables(text, function, nodes)
    yield from _attributes(text, nodes)
    for node in nodes:
        if isinstance(node, ast.Call):
            yield from _call(text, node)
        elif isinstance(node, ast.Await):
            yield "dropped-await", text.replace(node, text.of(node.value))


def _call(text: SourceText, node: ast.Call) -> Found:
    for left, right in zip(node.args, node.args[1:], strict=False):
        is_plain = not isinstance(left, ast.Starred) and not isinstance(right, ast.Starred)
        if is_plain and ast.dump(left) != ast.dump(right):
            gap = text.between(text.end(left), text.start(right))
            swapped = f"{text.of(right)}{gap}{text.of(left)}"
            edit = Edit(start=text.start(left), end=text.end(right), text=swapped)
            yield "swapped-arguments", edit
    ordered = [*node.args, *(one.value for one in node.keywords)]
    for keyword in node.keywords:
        before = [one for one in ordered if text.end(one) <= text.start(keyword)]
        if keyword.arg is not None and before:
            start = max(text.end(one) for one in before)
            if text.between(start, text.start(keyword)).strip() == ",":
                yield "missing-argument", Edit(start=start, end=text.end(keyword), text="")
    called = node.func
    if isinstance(called, ast.Name) and called.id in _CONFUSED:
        yield "wrong-function", text.replace(called, _CONFUSED[called.id])
    if isinstance(called, ast.Attribute) and called.attr in _CONFUSED:
        yield "wrong-function", _rename(text, called, _CONFUSED[called.attr])


def _rename(text: SourceText, node: ast.Attribute, name: str) -> Edit:
    end = text.end(node)
    return Edit(start=end - len(node.attr.encode()), end=end, text=name)


def _variables(text: SourceText, function: Function, nodes: list[ast.AST]) -> Found:
    """A parameter or local name in the place of the one before it."""
    arguments = function.args
    every = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    stored = [
        one.id for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
    ]
    local = list(dict.fromkeys([*(one.arg for one in every), *stored]))
    usable = [name for name in local if name not in ("self", "cls", "_")]
    for node in nodes:
        is_use = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
        if isinstance(node, ast.Name) and is_use and node.id in usable and len(usable) > 1:
            neighbour = usable[usable.index(node.id) - 1]
            yield "wrong-variable", text.replace(node, neighbour)


def _attributes(text: SourceText, nodes: list[ast.AST]) -> Found:
    """Another attribute of self in the place of the one that was meant."""
    own = [
        node
        for node in nodes
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and isinstance(node.ctx, ast.Load)
    ]
    called = {id(node.func) for node in nodes if isinstance(node, ast.Call)}
    data = [node for node in own if id(node) not in called]
    known = list(dict.fromkeys(node.attr for node in data))
    for node in data:
        if len(known) > 1:
            neighbour = known[known.index(node.attr) - 1]
            yield "wrong-attribute", _rename(text, node, neighbour)
