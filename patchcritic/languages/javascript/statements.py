"""Which definitions and imports a module's, suite's or namespace's statement makes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from patchcritic.domain import SymbolKind
from patchcritic.languages.javascript.grammar import first_child, text_of
from patchcritic.languages.javascript.imports import (
    DEFAULT,
    import_as,
    read_import,
    read_require,
    required_module,
)
from patchcritic.languages.javascript.literals import read_key
from patchcritic.languages.javascript.parts import (
    Part,
    Statement,
    make_part,
    read_members,
    read_shorthands,
)
from patchcritic.symbols import MODULE

if TYPE_CHECKING:
    from tree_sitter import Node

_FUNCTIONS = frozenset(
    {"function_declaration", "generator_function_declaration", "function_signature"}
)
_NAMED = frozenset(
    {"class_declaration", "abstract_class_declaration", "interface_declaration",
     "type_alias_declaration", "enum_declaration", "internal_module"}
)  # fmt: skip
_GLOBALS = frozenset({"this", "globalThis", "global", "window", "self"})


def read_statement(statement: Node, scope: str) -> Statement:
    """Split one statement into what it defines, what it imports and what is left to run."""
    found = Statement()
    waiting = [statement]
    while waiting:
        node = waiting.pop()
        kind = node.type
        if kind == "import_statement":
            found.imports.extend(read_import(node))
        elif kind == "export_statement":
            waiting.extend(_read_export(node, found))
        elif kind in ("lexical_declaration", "variable_declaration"):
            for declarator in node.named_children:
                _read_declarator(declarator, scope, found)
        elif kind in _FUNCTIONS:
            name = text_of(node.child_by_field_name("name"))
            found.parts.append(Part(name=name, kind=SymbolKind.FUNCTION, node=node, own=(node,)))
        elif kind in _NAMED:
            name = text_of(node.child_by_field_name("name"))
            found.parts.append(make_part(name, node, node))
        elif kind in ("ambient_declaration", "statement_block"):
            waiting.extend(reversed(node.named_children))
        elif kind == "expression_statement":
            waiting.extend(_read_expression(node, scope, found))
        else:
            found.rest.append(node)
    return found


def _read_export(node: Node, found: Statement) -> Iterator[Node]:
    declaration, value = node.child_by_field_name("declaration"), node.child_by_field_name("value")
    if node.child_by_field_name("source") is not None:
        found.imports.extend(read_import(node))
    elif declaration is not None:
        name = declaration.child_by_field_name("name")
        if name is not None and any(child.type == DEFAULT for child in node.children):
            found.parts.append(Part(name=DEFAULT, kind=SymbolKind.VARIABLE, node=node, own=(name,)))
        yield declaration
    elif value is not None:
        _read_default(value, node, found)
    else:
        for one in node.named_children:
            if one.type == "export_clause":
                _read_aliases(one, found)
            elif one.type == "identifier":  # TypeScript's `export = name`
                _read_default(one, node, found)


def _read_aliases(clause: Node, found: Statement) -> None:
    for one in clause.named_children:
        name, alias = one.child_by_field_name("name"), one.child_by_field_name("alias")
        if name is not None and alias is not None:
            found.parts.append(make_part(read_key(alias), name, one))


def _read_declarator(node: Node, scope: str, found: Statement) -> None:
    pattern, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if node.type != "variable_declarator" or pattern is None:
        return
    if value is not None and required_module(value) is not None:
        found.imports.extend(read_require(pattern, value, scope))
        return
    if pattern.type == "identifier":
        found.parts.append(make_part(text_of(pattern), value or pattern, node))
        return
    waiting = [pattern]
    while waiting:
        one = waiting.pop()
        if one.type in ("identifier", "shorthand_property_identifier_pattern"):
            part = Part(name=text_of(one), kind=SymbolKind.VARIABLE, node=node, own=(node,))
            found.parts.append(part)
        waiting.extend(one.named_children)


def _read_expression(node: Node, scope: str, found: Statement) -> Iterator[Node]:
    """Assignments define; a function that is called at once is read as if it were not there."""
    inner = first_child(node)
    while inner is not None and inner.type in ("unary_expression", "parenthesized_expression"):
        inner = first_child(inner)
    if inner is not None and inner.type == "assignment_expression":
        if _read_assignment(inner, scope, found):
            return
    elif inner is not None and inner.type == "internal_module":
        found.parts.append(make_part(text_of(inner.child_by_field_name("name")), inner, node))
        return
    elif inner is not None and inner.type == "call_expression":
        callee = inner.child_by_field_name("function")
        while callee is not None and callee.type in ("parenthesized_expression",):
            callee = first_child(callee)
        body = callee.child_by_field_name("body") if callee is not None else None
        arguments = inner.child_by_field_name("arguments")
        if body is not None and body.type == "statement_block" and arguments is not None:
            found.rest.extend(arguments.named_children)
            yield body
            return
    found.rest.append(node)


def _read_assignment(node: Node, scope: str, found: Statement) -> bool:
    value = node.child_by_field_name("right")
    targets = [node.child_by_field_name("left")]
    while value is not None and value.type == "assignment_expression":
        targets.append(value.child_by_field_name("left"))
        value = value.child_by_field_name("right")
    paths = [path for path in map(_read_path, targets) if path]
    if len(paths) < len(targets) or value is None:
        return False
    for names in paths:
        if names[:2] == ["module", "exports"]:
            names[:2] = ["exports"]
        if names == ["exports"]:
            _read_default(value, node, found)
            continue
        name, owners = names[-1], [one for one in names[:-1] if one != "prototype"]
        owner = owners[-1] if owners and owners[-1] not in {"exports", *_GLOBALS} else None
        if name == "prototype" and value.type == "object":
            members = [part for part in read_members(value) if part.kind is SymbolKind.METHOD]
            found.parts.extend(part.owned_by(owner) for part in members)
        elif owner is None and required_module(value) is not None:
            found.imports.append(import_as(name, value, scope))
        else:
            found.parts.append(make_part(name, value, node).owned_by(owner))
    return True


def _read_path(node: Node | None) -> list[str]:
    """``["A", "prototype", "b"]`` for ``A.prototype.b``; empty when a part is computed."""
    names: list[str] = []
    while node is not None and node.type == "member_expression":
        names.insert(0, text_of(node.child_by_field_name("property")))
        node = node.child_by_field_name("object")
    if node is None or node.type not in ("identifier", "this"):
        return []
    return [text_of(node), *names]


def _read_default(value: Node, node: Node, found: Statement) -> None:
    """What the module gives as a whole; an object's members are exports of their own."""
    if required_module(value) is not None:
        found.imports.append(import_as(DEFAULT, value, MODULE))
        return
    if value.type != "object":
        found.parts.append(make_part(DEFAULT, value, node))
        return
    exported = list(read_shorthands(value))
    for part in read_members(value):
        if part.own and text_of(part.own[0]) == part.name:
            exported.append(part.name)
        elif part.own and required_module(part.own[0]) is not None:
            found.imports.append(import_as(part.name, part.own[0], MODULE))
        else:
            found.parts.append(part)
    spread = tuple(one for one in value.named_children if one.type == "spread_element")
    whole = Part(name=DEFAULT, kind=SymbolKind.VARIABLE, node=node, own=spread)
    found.parts.append(replace(whole, exported=tuple(sorted(exported))))
