"""What literal expressions say: titles, module names, property keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from patchcritic.languages.javascript.grammar import first_child, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_ESCAPE = re.compile(r"\\(u\{[0-9a-fA-F]+\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|\r?\n|.)", re.DOTALL)
_NAMED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}


def read_literal(node: Node | None) -> str | None:
    """A string's value, also of templates without substitutions and of joined literals."""
    if node is None:
        return None
    if node.type == "string":
        return _unescape(text_of(node)[1:-1])
    if node.type == "template_string":
        has_parts = any(child.type == "template_substitution" for child in node.children)
        return None if has_parts else _unescape(text_of(node)[1:-1])
    if node.type == "parenthesized_expression":
        return read_literal(first_child(node))
    if node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+":
        left = read_literal(node.child_by_field_name("left"))
        right = read_literal(node.child_by_field_name("right"))
        return None if left is None or right is None else left + right
    return None


def read_key(node: Node | None) -> str:
    """A property's or method's name: ``a`` for ``a``, ``"a"``, ``["a"]`` and ``#a``'s ``#a``."""
    if node is None:
        return ""
    if node.type == "computed_property_name":
        inner = first_child(node)
        return read_literal(inner) or f"[{text_of(inner)}]"
    literal = read_literal(node)
    return text_of(node) if literal is None else literal


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda match: _replace(match[1]), text) if "\\" in text else text


def _replace(escape: str) -> str:
    if len(escape) > 1 and escape[0] in "ux":
        point = int(escape[1:].strip("{}"), 16)
        return chr(point) if point < 0x110000 else ""
    return "" if escape.strip("\r\n") == "" else _NAMED.get(escape, escape)
