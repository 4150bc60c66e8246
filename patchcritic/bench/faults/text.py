"""A file's bytes beside its syntax tree: nodes to offsets and back to source."""

from __future__ import annotations

import ast
import re

from patchcritic.bench.faults.nouns import Edit

Function = ast.FunctionDef | ast.AsyncFunctionDef
Located = ast.expr | ast.stmt | ast.arg | ast.keyword | ast.excepthandler
# What Python's tokenizer ends a line at; str.splitlines knows more, form feeds among them.
_LINE_END = re.compile(rb"\r\n|\r|\n")


class SourceText:
    """The text of one file, addressed by the nodes of its tree."""

    def __init__(self, source: str) -> None:
        self.raw = source.encode("utf-8", "surrogateescape")
        self._starts = [0, *(match.end() for match in _LINE_END.finditer(self.raw))]

    def offset(self, line: int, column: int) -> int:
        """The byte that a tree's line (from 1) and column (bytes, from 0) mean."""
        return self._starts[line - 1] + column

    def line_at(self, offset: int) -> int:
        """The line, from 1, that holds a byte."""
        return self.raw.count(b"\n", 0, offset) + 1

    def start(self, node: Located) -> int:
        """Where a node begins."""
        return self.offset(node.lineno, node.col_offset)

    def end(self, node: Located) -> int:
        """Where a node ends."""
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.offset(node.end_lineno, node.end_col_offset)

    def between(self, start: int, end: int) -> str:
        """The source between two offsets."""
        return self.raw[start:end].decode("utf-8", "surrogateescape")

    def of(self, node: Located) -> str:
        """The source of a node."""
        return self.between(self.start(node), self.end(node))

    def replace(self, node: Located, text: str) -> Edit:
        """The edit that puts a text in a node's place."""
        return Edit(start=self.start(node), end=self.end(node), text=text)

    def swap_token(self, left: ast.expr, right: ast.expr, old: str, new: str) -> Edit | None:
        """Replace an operator between two operands; None when a comment hides it."""
        start, end = self.end(left), self.start(right)
        gap = self.between(start, end)
        pattern = r"\s+".join(re.escape(word) for word in old.split())
        if old[0].isalpha():
            pattern = rf"\b{pattern}\b"
        found = re.search(pattern, gap)
        if found is None or "#" in gap:
            return None
        head = len(gap[: found.start()].encode())
        size = len(found[0].encode())
        return Edit(start=start + head, end=start + head + size, text=new)

    def drop_statement(self, node: ast.stmt, block: list[ast.stmt]) -> Edit:
        """Take a statement out, with its whole lines where it has them to itself."""
        start, end = self.start(node), self.end(node)
        line = self.raw.rfind(b"\n", 0, start) + 1
        stop = self.raw.find(b"\n", end)
        stop = len(self.raw) if stop < 0 else stop + 1
        owns_lines = not self.raw[line:start].strip() and not self.raw[end:stop].strip()
        if len(block) > 1 and owns_lines:
            return Edit(start=line, end=stop, text="")
        return Edit(start=start, end=end, text="pass")

    def indent_of(self, node: ast.stmt) -> str:
        """The white space before a statement; other text before it gives nothing to copy."""
        start = self.start(node)
        return self.between(self.raw.rfind(b"\n", 0, start) + 1, start)


def walk_own(function: Function) -> list[ast.AST]:
    """The nodes of a function's body in source order, without those of f-strings.

    Before Python 3.12 what stands in an f-string has positions that are not the file's.
    """
    found: list[ast.AST] = []
    todo: list[ast.AST] = list(reversed(function.body))
    while todo:
        node = todo.pop()
        found.append(node)
        if not isinstance(node, ast.JoinedStr):
            todo += reversed(list(ast.iter_child_nodes(node)))
    return found


def blocks_of(function: Function) -> list[list[ast.stmt]]:
    """Every list of statements inside a function, its docstring left out."""
    blocks = [function.body]
    for node in walk_own(function):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and isinstance(block[0], ast.stmt):
                blocks.append(block)
    return blocks


def is_docstring(node: ast.stmt) -> bool:
    """Whether a statement is nothing but a text."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )
