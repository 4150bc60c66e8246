"""One pass over a definition's own code: the names and strings it uses, and its digest."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from patchcritic.languages.javascript.blocks import Block, read_block
from patchcritic.languages.javascript.grammar import text_of
from patchcritic.languages.javascript.imports import read_inline, read_require
from patchcritic.languages.javascript.literals import read_literal

if TYPE_CHECKING:
    from tree_sitter import Node

    from patchcritic.symbols import Import

_STRING = re.compile(r"[#$\w]+(?:[.:/\\-]+\w+)*|[./\w@-]*[/.][\w./@-]+")
_MAX_STRING = 200
_PLAIN = frozenset({"identifier", "type_identifier", "shorthand_property_identifier"})
_OWN = frozenset({"this", "super"})
_TRANSPARENT = frozenset({"formal_parameters", "expression_statement"})
"""Without a mark in the digest: ``x => x`` is ``(x) => x``, and a suite with one test more is
the same suite."""
_PUNCTUATION = frozenset({";", ",", "(", ")", '"', "'", "=>"})


class OwnCode:
    """What a piece of code uses; tests and suites met on the way are not entered."""

    def __init__(self, scope: str) -> None:
        """Start empty; ``scope`` is the qualname that imports inside are noted for."""
        self.names: set[str] = set()
        self.loads: set[str] = set()
        self.attributes: set[str] = set()
        self.own_attributes: set[str] = set()
        self.strings: set[str] = set()
        self.imports: list[Import] = []
        self.blocks: list[Block] = []
        self._scope = scope
        self._tokens: list[str] = []

    def all_names(self) -> frozenset[str]:
        """Every identifier seen."""
        return frozenset(self.names | self.loads | self.attributes | self.own_attributes)

    def digest(self) -> str:
        """16 bytes in hex of everything visited: no comments, formatting, quote style."""
        data = "\0".join(self._tokens).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def add_exports(self, names: tuple[str, ...]) -> None:
        """Take in what an object gives out under its own name: named, but not used here."""
        self.names.update(names)
        self._tokens.extend(names)

    def visit(self, root: Node, *, is_block: bool = False) -> None:
        """Take in one statement or expression; ``is_block`` when it is a test call itself."""
        stack: list[Node | None] = [root]
        while stack:
            node = stack.pop()
            if node is None:
                self._tokens.append(")")
            elif node.type == "comment":
                continue
            elif node.type == "call_expression" and not (is_block and node == root):
                block = read_block(node)
                if block is None:
                    self._enter(node, stack)
                else:
                    self.blocks.append(block)
            else:
                self._enter(node, stack)

    def _enter(self, node: Node, stack: list[Node | None]) -> None:
        kind = node.type
        self._note_import(node)
        if kind in ("string", "jsx_text") or not node.child_count:
            self._add_leaf(node)
            return
        if node.is_named and kind not in _TRANSPARENT:
            self._tokens.append(kind)
            stack.append(None)
        children = node.children
        if kind in ("array", "array_pattern") and len(children) > 2 and children[-2].type == ",":
            children = [*children[:-2], children[-1]]
        elif kind not in ("array", "array_pattern", "for_statement"):
            children = [one for one in children if one.type not in _PUNCTUATION or one.is_missing]
        stack.extend(reversed(children))

    def _add_leaf(self, node: Node) -> None:
        kind, text = node.type, text_of(node)
        if kind == "string":
            text = read_literal(node) or ""
            if len(text) <= _MAX_STRING and _STRING.fullmatch(text):
                self.strings.add(text)
        elif kind == "jsx_text":
            text = " ".join(filter(None, (line.strip() for line in text.splitlines())))
        elif kind in _PLAIN:
            self.loads.add(text)
        elif kind == "shorthand_property_identifier_pattern":
            self.attributes.add(text)
        elif kind in ("property_identifier", "private_property_identifier"):
            self._add_property(node, text)
        self._tokens.append(f"{kind} {text}" if not node.is_missing else f"missing {kind}")

    def _add_property(self, node: Node, text: str) -> None:
        parent = node.parent
        if parent is None or parent.type not in ("member_expression", "pair_pattern"):
            self.names.add(text)
            return
        owner = parent.child_by_field_name("object")
        is_own = owner is not None and owner.type in _OWN
        (self.own_attributes if is_own else self.attributes).add(text)

    def _note_import(self, node: Node) -> None:
        if node.type == "variable_declarator":
            pattern, value = node.child_by_field_name("name"), node.child_by_field_name("value")
            if pattern is not None and value is not None:
                self.imports.extend(read_require(pattern, value, self._scope))
        elif node.type == "call_expression":
            self.imports.extend(read_inline(node, self._scope))
