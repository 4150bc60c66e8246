"""Pieces that stand for definitions: functions whole, classes by header and attributes."""

from __future__ import annotations

import re
from collections.abc import Collection

from patchcritic.context.piece import Piece, Role
from patchcritic.context.source import SourceTree
from patchcritic.domain import Span, SymbolKind
from patchcritic.symbols import MODULE, Definition, Import


def show_definition(tree: SourceTree, path: str, found: Definition, role: Role) -> Piece:
    """A whole definition under its class header; of a class its header and attributes."""
    span = Span(path=path, start=found.start, end=found.end)
    if found.kind is SymbolKind.CLASS:
        keep = _class_outline(tree, path, found)
        elided = frozenset[int]()
    else:
        elided = tree.elidable(span)
        keep = set(range(found.start, found.end + 1)) - elided
    return Piece(
        role=role,
        path=path,
        keep=frozenset(keep | class_headers(tree, path, found.start)),
        elided=elided,
        name=f"{path}::{found.qualname}",
        node=(path, found.qualname),
    )


def _class_outline(tree: SourceTree, path: str, found: Definition) -> set[int]:
    """Decorators, the ``class`` line and attributes: what no method shows."""
    members = [one for one in tree.definitions(path) if one.parent == found.qualname]
    lines = tree.lines(path)
    heads = range(found.start, min([one.start for one in members] + [found.end + 1]))
    head = next((n for n in heads if lines[n - 1].lstrip()[:6] == "class "), found.start)
    keep = set(range(found.start, head + 1))
    for one in members:
        if one.kind is SymbolKind.VARIABLE:
            keep |= set(range(one.start, one.end + 1))
    return keep


def class_headers(tree: SourceTree, path: str, line: int) -> set[int]:
    """The ``class`` lines around a line."""
    lines = tree.lines(path)
    headers = set()
    for found in tree.enclosing(path, line):
        if found.kind is SymbolKind.CLASS and found.start < line:
            heads = range(found.start, found.end + 1)
            headers.add(
                next((n for n in heads if lines[n - 1].lstrip()[:6] == "class "), found.start)
            )
    return headers


def show_imports(tree: SourceTree, path: str, names: Collection[str]) -> Piece:
    """The lines of a file that import these names from the repository."""
    symbols = tree.symbols(path)
    lines = tree.lines(path)
    keep: set[int] = set()
    for one in symbols.imports if symbols else ():
        if one.alias in names and one.scope == MODULE and _is_local(tree, path, one):
            keep.add(one.line)
            if "(" in lines[one.line - 1] and ")" not in lines[one.line - 1]:
                keep.add(_line_in_brackets(lines, one))
    return Piece(role="test-module", path=path, keep=frozenset(keep), name=f"{path} imports")


def _is_local(tree: SourceTree, path: str, one: Import) -> bool:
    if (one.module or "").startswith("."):  # as JavaScript has it
        return True
    dotted = tree.modules.resolve(path, one.module, one.level)
    return dotted is not None and tree.modules.path_of(dotted) is not None


def _line_in_brackets(lines: tuple[str, ...], one: Import) -> int:
    for number in range(one.line + 1, len(lines) + 1):
        if re.search(rf"\b{re.escape(one.alias)}\b", lines[number - 1]):
            return number
        if ")" in lines[number - 1]:
            break
    return one.line
