"""What a file takes from others: ES modules, ``require``, re-exports and ``import()``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from patchcritic.languages.javascript.grammar import first_child, text_of
from patchcritic.languages.javascript.literals import read_key, read_literal
from patchcritic.symbols import MODULE, Import

if TYPE_CHECKING:
    from tree_sitter import Node

DEFAULT = "default"
"""The name of what ``export default`` and ``module.exports =`` give."""
_IMPORTERS = frozenset({"require", "import", "jest.requireActual", "vi.importActual"})
_WRAPPERS = frozenset(
    {"parenthesized_expression", "await_expression", "as_expression", "non_null_expression"}
)


def read_import(node: Node) -> Iterator[Import]:
    """The names of an ``import`` statement, or of an ``export ... from``."""
    source = read_literal(node.child_by_field_name("source"))
    bound = False
    for clause in node.named_children:
        parts = clause.named_children if clause.type == "import_clause" else [clause]
        for part in parts:
            if part.type == "import_require_clause":
                source = read_literal(part.child_by_field_name("source"))
                yield _make(node, source, None, text_of(first_child(part)))
                bound = True
            elif part.type == "identifier":
                yield _make(node, source, DEFAULT, text_of(part))
                bound = True
            elif part.type in ("namespace_import", "namespace_export"):
                yield _make(node, source, None, text_of(first_child(part)))
                bound = True
            elif part.type in ("named_imports", "export_clause"):
                for one in part.named_children:
                    name = read_key(one.child_by_field_name("name"))
                    alias = read_key(one.child_by_field_name("alias")) or name
                    yield _make(node, source, name, alias)
                    bound = True
    if not bound and source is not None:
        is_star = node.type == "export_statement"
        yield _make(node, source, "*" if is_star else None, "*" if is_star else "")


def required_module(node: Node | None) -> tuple[str, str | None] | None:
    """The module and the member of ``require("m").member`` or ``await import("m")``."""
    member: str | None = None
    while node is not None:
        if node.type in _WRAPPERS:
            node = first_child(node)
        elif node.type == "member_expression" and member is None:
            member = text_of(node.child_by_field_name("property"))
            node = node.child_by_field_name("object")
        elif node.type == "call_expression":
            function = text_of(node.child_by_field_name("function"))
            arguments = node.child_by_field_name("arguments")
            module = read_literal(first_child(arguments)) if arguments is not None else None
            is_import = function in _IMPORTERS and module is not None
            return (module or "", member) if is_import else None
        else:
            return None
    return None


def read_require(pattern: Node, value: Node, scope: str) -> Iterator[Import]:
    """The names that ``const <pattern> = require("m")`` binds; none when it is no import."""
    found = required_module(value)
    if found is None:
        return
    module, member = found
    if pattern.type != "object_pattern":
        yield _make(pattern, module, member, read_key(pattern), scope)
        return
    for one in pattern.named_children:
        key = one.child_by_field_name("key") or one.child_by_field_name("left") or one
        alias = one.child_by_field_name("value") or key
        yield _make(one, module, read_key(key), read_key(alias), scope)


def import_as(alias: str, value: Node, scope: str) -> Import:
    """What ``exports.alias = require("m").member`` passes on."""
    module, member = required_module(value) or (None, None)
    return _make(value, module, member, alias, scope)


def read_inline(call: Node, scope: str) -> Iterator[Import]:
    """``require("m")`` inside an expression: used at once, without a name of its own."""
    found = required_module(call)
    if found is not None:
        yield _make(call, found[0], None, "", scope)


def _make(
    node: Node, module: str | None, name: str | None, alias: str, scope: str = MODULE
) -> Import:
    return Import(
        module=module,
        name=name,
        alias=alias,
        level=0,
        line=node.start_point[0] + 1,
        scope=scope,
        is_conditional=scope != MODULE,
    )
