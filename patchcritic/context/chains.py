"""Chains of names, attributes and calls, such as ``store.load`` or ``Store().get``."""

from __future__ import annotations

import ast

CALL = "()"
"""The link of a chain that stands for what the call before it returns."""
SUPER = "super()"
MAX_CHAIN = 8
Chain = tuple[str, ...]


def read_chain(node: ast.AST) -> Chain | None:
    """``a.b().c`` as ``("a", "b", "()", "c")``; None when it does not start at a name."""
    links: list[str] = []
    while len(links) < MAX_CHAIN:
        if isinstance(node, ast.Name):
            return (node.id, *reversed(links))
        if isinstance(node, ast.Attribute):
            links.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name) and node.func.id == "super":
                return (SUPER, *reversed(links))
            links.append(CALL)
            node = node.func
        elif isinstance(node, ast.Await):
            node = node.value
        else:
            return None
    return None


def read_value(node: ast.AST) -> Chain | None:
    """The chain whose value an expression has; of alternatives rather the one that is a call."""
    alternatives: list[ast.expr]
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            alternatives = [body, orelse]
        case ast.BoolOp(values=values):
            alternatives = values
        case _:
            return read_chain(node)
    chains = [chain for one in alternatives if (chain := read_chain(one))]
    return next((chain for chain in chains if chain[-1] == CALL), chains[0] if chains else None)


def read_annotation(node: ast.expr | None) -> Chain | None:
    """The chain of a value with this annotation: of ``X | None`` and ``Optional[X]`` it is X."""
    while isinstance(node, ast.BinOp):
        node = node.right if isinstance(node.left, ast.Constant) else node.left
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = node.value.strip()
        return (*name.split("."), CALL) if name.replace(".", "").isidentifier() else None
    if isinstance(node, ast.Subscript):
        outer = read_chain(node.value)
        if outer and outer[-1] in ("Optional", "Annotated", "Iterator", "Generator", "Type"):
            inner = node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice
            return read_annotation(inner)
        return (*outer, CALL) if outer else None
    chain = read_chain(node) if node is not None else None
    return (*chain, CALL) if chain else None
