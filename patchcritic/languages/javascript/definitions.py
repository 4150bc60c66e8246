"""A file's definitions and imports, from its syntax tree; tests and suites count as definitions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from patchcritic.domain import SymbolKind
from patchcritic.languages.javascript.grammar import (
    MAX_SOURCE_CHARS,
    parse_tree,
)
from patchcritic.languages.javascript.parts import Part
from patchcritic.languages.javascript.statements import read_statement
from patchcritic.languages.javascript.walk import OwnCode
from patchcritic.symbols import MODULE, Definition, FileSymbols, Import

if TYPE_CHECKING:
    from tree_sitter import Node

    from patchcritic.languages.javascript.blocks import Block


def parse_symbols(path: str, text: str) -> FileSymbols:
    """What a file's text defines and imports; never raises, ``error`` says why it is empty.

    A suite is a class and a test a method in it, named by their titles; the first decorator
    says ``suite``, ``test`` or ``hook``, and the others are the call's modifiers. Where the
    grammar cannot read a line (it may be newer than the grammar) the rest is read all the same.
    """
    if len(text) > MAX_SOURCE_CHARS:
        return FileSymbols(error=f"{len(text):,} characters: too large to analyse")
    root = parse_tree(path, text).root_node
    reader = _Reader()
    try:
        reader.read_file(root, text.count("\n") + 1)
    except RecursionError:  # a literal put together from thousands of parts
        return FileSymbols(error="too deeply nested to analyse")
    found = sorted(reader.definitions, key=lambda one: one[0])
    definitions = [reader.module, *(one for _, one in found)]
    return FileSymbols(definitions=tuple(definitions), imports=tuple(reader.imports))


class _Reader:
    """Collects one file's definitions; scopes wait on a stack, so depth costs no recursion."""

    def __init__(self) -> None:
        self.module: Definition
        self.definitions: list[tuple[int, Definition]] = []
        """With the byte at which each begins."""
        self.imports: list[Import] = []
        self._waiting: list[tuple[Part | Block, str]] = []

    def read_file(self, root: Node, n_lines: int) -> None:
        own = OwnCode(MODULE)
        self._read_scope(own, root.named_children, MODULE)
        self.module = _define(MODULE, SymbolKind.STATEMENT, own, MODULE, (1, n_lines))
        while self._waiting:
            one, scope = self._waiting.pop()
            if isinstance(one, Part):
                self._read_part(one, scope)
            else:
                self._read_block(one, scope)

    def _read_scope(self, own: OwnCode, nodes: Iterable[Node], scope: str) -> None:
        for statement in nodes:
            found = read_statement(statement, scope)
            self._waiting.extend((part, scope) for part in found.parts)
            self.imports.extend(found.imports)
            for node in found.rest:
                own.visit(node)
        self.imports.extend(own.imports)
        self._waiting.extend((block, scope) for block in own.blocks)

    def _read_part(self, part: Part, scope: str) -> None:
        parent = scope if part.owner is None else _join(scope, part.owner)
        qualname = _join(parent, part.name)
        own = OwnCode(qualname)
        own.add_exports(part.exported)
        for node in part.own:
            own.visit(node)
        self._waiting.extend((member, qualname) for member in part.members)
        self._read_scope(own, part.body, qualname)
        self._add(part.name, part.kind, own, parent, part.node)

    def _read_block(self, block: Block, scope: str) -> None:
        own = OwnCode(_join(scope, block.title))
        kind = SymbolKind.FUNCTION if scope == MODULE else SymbolKind.METHOD
        if block.kind == "suite" and block.body is not None:
            kind = SymbolKind.CLASS
            own.visit(block.head)
            statements = block.body.named_children
        else:
            own.visit(block.node, is_block=True)
            statements = []
        self._read_scope(own, statements, _join(scope, block.title))
        self._add(block.title, kind, own, scope, block.node, (block.kind, *block.modifiers))

    def _add(
        self, name: str, kind: SymbolKind, own: OwnCode, parent: str, node: Node,
        marks: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        span = node.start_point[0] + 1, node.end_point[0] + 1
        one = _define(name, kind, own, parent, span, qualname=_join(parent, name), marks=marks)
        self.definitions.append((node.start_byte, one))


def _define(
    name: str, kind: SymbolKind, own: OwnCode, parent: str, span: tuple[int, int], *,
    qualname: str = MODULE, marks: tuple[str, ...] = (),
) -> Definition:  # fmt: skip
    return Definition(
        name=name,
        qualname=qualname,
        kind=kind,
        start=span[0],
        end=span[1],
        parent=parent,
        decorators=marks,
        names=own.all_names(),
        strings=frozenset(own.strings),
        loads=frozenset(own.loads),
        attributes=frozenset(own.attributes),
        own_attributes=frozenset(own.own_attributes),
        digest=own.digest(),
    )


def _join(scope: str, name: str) -> str:
    return name if scope == MODULE else f"{scope}.{name}"
