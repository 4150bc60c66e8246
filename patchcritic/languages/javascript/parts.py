"""One definition as the syntax tree has it: a function, a class, an object with its members."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from patchcritic.domain import SymbolKind
from patchcritic.languages.javascript.grammar import first_child, text_of
from patchcritic.languages.javascript.literals import read_key

if TYPE_CHECKING:
    from tree_sitter import Node

    from patchcritic.symbols import Import

_FUNCTIONS = frozenset(
    {"function_expression", "generator_function", "arrow_function", "function_declaration"}
)
_CLASSES = frozenset({"class", "class_declaration", "abstract_class_declaration"})
SHORTHAND = "shorthand_property_identifier"
_FIELDS = frozenset({"field_definition", "public_field_definition"})
_WRAPPERS = frozenset(
    {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A definition with the nodes that are its own code, and what is defined inside it."""

    name: str
    kind: SymbolKind
    node: Node
    """All of it, for its span."""
    own: tuple[Node, ...] = ()
    members: tuple[Part, ...] = ()
    body: tuple[Node, ...] = ()
    """A namespace's statements."""
    owner: str | None = None
    """What it is assigned to: ``A`` of ``A.prototype.b = ...``."""
    exported: tuple[str, ...] = ()
    """Names that ``{a, b}`` gives out under their own name: who wants one of them says so."""

    def owned_by(self, owner: str | None) -> Part:
        """The same as a member of something defined elsewhere in the scope."""
        is_method = owner is not None and self.kind is SymbolKind.FUNCTION
        return replace(self, owner=owner, kind=SymbolKind.METHOD if is_method else self.kind)


@dataclass(slots=True)
class Statement:
    """What one statement comes to."""

    parts: list[Part] = field(default_factory=list)
    imports: list[Import] = field(default_factory=list)
    rest: list[Node] = field(default_factory=list)
    """What runs without defining anything."""


def make_part(name: str, value: Node, node: Node) -> Part:
    """The definition that gives ``value`` a name; ``node`` is the whole of it."""
    inner = value
    while inner.type in _WRAPPERS and first_child(inner) is not None:
        inner = first_child(inner) or inner
    if inner.type in _FUNCTIONS:
        return Part(name=name, kind=SymbolKind.FUNCTION, node=node, own=(value,))
    if inner.type in _CLASSES:
        return _make_class(name, inner, node)
    if inner.type == "internal_module":
        body = inner.child_by_field_name("body")
        statements = tuple(body.named_children) if body is not None else ()
        return Part(name=name, kind=SymbolKind.CLASS, node=node, body=statements)
    if inner.type == "object":
        members = tuple(one for one in read_members(inner) if one.kind is SymbolKind.METHOD)
        taken = {one.node.id for one in members}
        rest = [one for one in inner.named_children if one.id not in taken]
        return Part(
            name=name,
            kind=SymbolKind.VARIABLE,
            node=node,
            own=tuple(one for one in rest if one.type != SHORTHAND),
            members=members,
            exported=read_shorthands(inner),
        )
    return Part(name=name, kind=SymbolKind.VARIABLE, node=node, own=(value,))


def read_members(node: Node) -> Iterator[Part]:
    """An object's properties but for shorthands and spreads; functions are methods."""
    for one in node.named_children:
        if one.type == "method_definition":
            yield _make_method(one)
        elif one.type == "pair":
            key, value = one.child_by_field_name("key"), one.child_by_field_name("value")
            if value is not None:
                is_function = value.type in _FUNCTIONS
                kind = SymbolKind.METHOD if is_function else SymbolKind.VARIABLE
                yield Part(name=read_key(key), kind=kind, node=one, own=(value,))


def read_shorthands(node: Node) -> tuple[str, ...]:
    """The names of ``{a, b}``, sorted."""
    return tuple(sorted(text_of(one) for one in node.named_children if one.type == SHORTHAND))


def _make_class(name: str, node: Node, whole: Node) -> Part:
    body = node.child_by_field_name("body")
    members: list[Part] = []
    own = [one for one in node.named_children if one != body and one.type != "comment"]
    for one in body.named_children if body is not None else ():
        if one.type == "method_definition":
            members.append(_make_method(one))
        elif one.type in _FIELDS:
            key = one.child_by_field_name("name") or one.child_by_field_name("property")
            value = one.child_by_field_name("value")
            is_function = value is not None and value.type in _FUNCTIONS
            kind = SymbolKind.METHOD if is_function else SymbolKind.VARIABLE
            members.append(Part(name=read_key(key), kind=kind, node=one, own=(one,)))
        else:
            own.append(one)
    return Part(
        name=name, kind=SymbolKind.CLASS, node=whole, own=tuple(own), members=tuple(members)
    )


def _make_method(node: Node) -> Part:
    name = read_key(node.child_by_field_name("name"))
    return Part(name=name, kind=SymbolKind.METHOD, node=node, own=(node,))
