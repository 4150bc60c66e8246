"""One side of the patch as text and definitions, read on demand and remembered."""

from __future__ import annotations

import ast
from functools import cached_property

from patchcritic.context.elision import find_elidable
from patchcritic.domain import Snapshot, Span, SymbolKind
from patchcritic.symbols import (
    Definition,
    FileSymbols,
    Import,
    ModuleMap,
    SourceProblem,
    SymbolIndex,
    parse_source,
)

MODULE = "<module>"
_MAX_PARSED = 64
"""Syntax trees kept: the same pieces are asked for while one test is put together."""
_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.METHOD)


class SourceTree:
    """The files of one tree, as far as somebody asked for them."""

    def __init__(self, snapshot: Snapshot, index: SymbolIndex) -> None:
        self.snapshot = snapshot
        self._index = index
        self._lines: dict[str, tuple[str, ...]] = {}
        self._symbols: dict[str, FileSymbols | None] = {}
        self._definitions: dict[str, dict[str, Definition]] = {}
        self._imports: dict[str, dict[str, tuple[Import, ...]]] = {}
        self._parsed: dict[Span, tuple[ast.Module, int] | None] = {}
        self._elidable: dict[Span, frozenset[int]] = {}

    @cached_property
    def modules(self) -> ModuleMap:
        """How this tree's files are imported."""
        return ModuleMap(self.snapshot.paths())

    def lines(self, path: str) -> tuple[str, ...]:
        """The file's lines as git and ``ast`` count them; none when it cannot be read."""
        if path not in self._lines:
            text = self.snapshot.read(path) or ""
            rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            self._lines[path] = tuple(rows[:-1] if rows[-1] == "" else rows)
        return self._lines[path]

    def is_code(self, path: str) -> bool:
        """Whether the file is Python, or of another language that the index reads."""
        return path.endswith((".py", ".pyi")) or self._index.has_parser(path)

    def symbols(self, path: str) -> FileSymbols | None:
        """What the file defines and imports; None when it is not readable code."""
        if path not in self._symbols:
            is_code = self.is_code(path)
            found = self._index.symbols(self.snapshot, path) if is_code else None
            self._symbols[path] = found if found is not None and found.error is None else None
        return self._symbols[path]

    def definition(self, path: str, qualname: str) -> Definition | None:
        """The definition of that name; the last one where a name is defined again."""
        if path not in self._definitions:
            symbols = self.symbols(path)
            self._definitions[path] = (
                {found.qualname: found for found in symbols.definitions} if symbols else {}
            )
        return self._definitions[path].get(qualname)

    def definitions(self, path: str) -> tuple[Definition, ...]:
        """Everything the file defines, in the order in which it stands there."""
        symbols = self.symbols(path)
        return symbols.definitions if symbols else ()

    def imported(self, path: str, alias: str) -> tuple[Import, ...]:
        """The imports that give a file this name; those of all names at once under ``*``."""
        if path not in self._imports:
            symbols = self.symbols(path)
            found: dict[str, tuple[Import, ...]] = {}
            for one in symbols.imports if symbols else ():
                name = "*" if one.name == "*" else one.alias
                found[name] = (*found.get(name, ()), one)
            self._imports[path] = found
        return self._imports[path].get(alias, ())

    def enclosing(self, path: str, line: int) -> tuple[Definition, ...]:
        """The classes and functions around a line, outermost first."""
        around = [
            found
            for found in self.definitions(path)
            if found.start <= line <= found.end
            and (found.kind in _FUNCTIONS or found.kind is SymbolKind.CLASS)
        ]
        return tuple(sorted(around, key=lambda found: (found.start, -found.end)))

    def parse(self, span: Span) -> tuple[ast.Module, int] | None:
        """The syntax tree of a piece of a file, and what to add to its line numbers.

        Only the piece is parsed, which is what keeps the cost at the size of the slice.
        """
        if span not in self._parsed:
            if len(self._parsed) >= _MAX_PARSED:
                self._parsed.clear()
            self._parsed[span] = self._parse(span)
        return self._parsed[span]

    def _parse(self, span: Span) -> tuple[ast.Module, int] | None:
        rows = self.lines(span.path)[span.start - 1 : span.end]
        is_indented = bool(rows) and rows[0][:1] in (" ", "\t")
        text = "\n".join(("if 1:", *rows) if is_indented else rows) + "\n"
        try:
            return parse_source(text), span.start - 1 - is_indented
        except SourceProblem:
            return None

    def elidable(self, span: Span) -> frozenset[int]:
        """Lines of the piece that tell nothing: docstrings' and long literals' middles."""
        if span not in self._elidable:
            parsed = self.parse(span)
            self._elidable[span] = find_elidable(*parsed) if parsed else frozenset()
        return self._elidable[span]


def is_function(definition: Definition) -> bool:
    """Whether it is a function or a method."""
    return definition.kind in _FUNCTIONS
