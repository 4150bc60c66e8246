"""What a piece of code refers to, as chains such as ``store.load`` or ``Store().get``."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from patchcritic.context.chains import (
    CALL,
    MAX_CHAIN,
    Chain,
    read_annotation,
    read_chain,
    read_value,
)
from patchcritic.context.operators import iter_operations


@dataclass(slots=True, kw_only=True)
class References:
    """The chains of one definition, and what its local names hold."""

    chains: Counter[Chain] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    """Attributes and operators used on something whose type is not known."""
    types: dict[str, Chain] = field(default_factory=dict)
    """Local name, or ``self.name``, to the chain whose value it was given."""
    defaults: set[Chain] = field(default_factory=set)
    """Chains that are default arguments: they matter only when a caller leaves them out."""
    local_names: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    """Names that are set on ``self``."""
    returned: Chain | None = None
    """What a function returns or yields, by its annotation or else its last ``return``."""


def find_references(tree: ast.AST) -> References:
    """Read one definition, nested ones included, without recursion."""
    found = References()
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        _read_node(found, node)
        chain = read_chain(node)
        if chain is None:
            if isinstance(node, ast.Attribute):
                found.methods[node.attr] += 1
            pending.extend(_children(node))
        else:
            found.chains[chain] += 1
            pending.extend(_arguments(node))
    for chain in [one for one in found.chains if len(one) > 1 and one[0] in found.local_names]:
        if chain[0] not in found.types and chain[1] != CALL:
            found.methods[chain[1]] += found.chains[chain]
    return found


def _children(node: ast.AST) -> Iterator[ast.AST]:
    """What is evaluated; annotations only tell types, they decide no outcome."""
    for name, value in ast.iter_fields(node):
        if name not in ("annotation", "returns"):
            yield from (one for one in _as_list(value) if isinstance(one, ast.AST))


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _arguments(node: ast.AST) -> list[ast.AST]:
    """What stands inside the calls of a chain."""
    inside: list[ast.AST] = []
    while isinstance(node, ast.Attribute | ast.Call | ast.Await):
        if isinstance(node, ast.Call):
            inside += [*node.args, *(keyword.value for keyword in node.keywords)]
            node = node.func
        else:
            node = node.value
    return inside


def _read_node(found: References, node: ast.AST) -> None:
    """Operators, assignments and strings that name something."""
    for operand, names in iter_operations(node):
        chain = read_chain(operand)
        for name in names:
            if chain is None:
                found.methods[name] += 1
            else:
                found.chains[(*chain, name)] += 1
    match node:
        case ast.Constant(value=str(text)) if _is_dotted(text):
            found.chains[tuple(text.split("."))] += 1
        case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name, ctx=ast.Store()):
            found.attributes.add(name)
        case ast.Name(id=name, ctx=ast.Store()):
            found.local_names.add(name)
        case ast.Return(value=value) | ast.Yield(value=value) if value is not None:
            found.returned = found.returned or read_value(value)
        case ast.Assign() | ast.AnnAssign() | ast.withitem() | ast.For() | ast.AsyncFor():
            _read_binding(found, node)
        case ast.comprehension(target=target, iter=value):
            _bind(found, target, read_chain(value), "__iter__", CALL)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            _read_signature(found, node)


def _read_binding(
    found: References,
    node: ast.Assign | ast.AnnAssign | ast.withitem | ast.For | ast.AsyncFor,
) -> None:
    """What a name is given, so that its attributes can be looked up."""
    match node:
        case ast.Assign(targets=[target], value=value):
            _bind(found, target, read_value(value))
        case ast.AnnAssign(target=target, annotation=annotation):
            _bind(found, target, read_annotation(annotation))
        case ast.withitem(context_expr=value, optional_vars=target) if target is not None:
            _bind(found, target, read_chain(value))
        case ast.For(target=target, iter=value):
            _bind(found, target, read_chain(value), "__iter__", CALL)
        case ast.AsyncFor(target=target, iter=value):
            _bind(found, target, read_chain(value), "__anext__", CALL)


def _read_signature(found: References, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    arguments = node.args
    found.returned = found.returned or read_annotation(node.returns)
    for default in (*arguments.defaults, *arguments.kw_defaults):
        if default is not None and (chain := read_chain(default)):
            found.defaults.add(chain)
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        found.local_names.add(one.arg)
        if chain := read_annotation(one.annotation):
            found.types.setdefault(one.arg, chain)
    for rest in (arguments.vararg, arguments.kwarg):
        found.local_names.update([rest.arg] if rest else [])


def _bind(found: References, target: ast.expr, chain: Chain | None, *links: str) -> None:
    if chain is None:
        return
    chain = (*chain, *links)
    if isinstance(target, ast.Name):
        found.types.setdefault(target.id, chain)
    elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
        found.types.setdefault(f"{target.value.id}.{target.attr}", chain)


def _is_dotted(text: str) -> bool:
    """Whether a string looks like a monkeypatch target: ``package.module.name``."""
    parts = text.split(".")
    return 2 <= len(parts) <= MAX_CHAIN and all(part.isidentifier() for part in parts)
