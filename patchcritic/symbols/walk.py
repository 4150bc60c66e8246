"""One pass over a definition's own code: the names and strings it uses, and its digest."""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable

STRING = re.compile(r"[^\W\d][\w]*(?:[.:/\\-]+\w+)*|[./\w-]*[/.][\w./-]+")
"""Strings worth keeping: ``attr``, ``pkg.mod:func``, ``templates/list.html``."""
MAX_STRING = 200

Definable = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINABLE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SKIPPED = frozenset({"ctx", "type_comment", "kind"})
_CLOSE = object()


class OwnCode:
    """What a piece of code uses, gathered node by node without recursion.

    ``nested`` receives the definitions met on the way; they are not entered.
    """

    def __init__(self) -> None:
        """Start empty; call ``visit`` for each node in order."""
        self.names: set[str] = set()
        self.strings: set[str] = set()
        self.nested: list[Definable] = []
        self.imports: list[tuple[ast.Import | ast.ImportFrom, bool]] = []
        self._tokens: list[str] = []

    def digest(self) -> str:
        """16 bytes in hex of everything visited, in order."""
        data = "\0".join(self._tokens).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def add_names(self, names: Iterable[str]) -> None:
        """Count names as used that stand in no visited node, and let the digest see them."""
        for name in names:
            self.names.add(name)
            self._tokens.append(name)

    def visit(self, root: ast.AST, *, is_conditional: bool = False) -> None:
        """Take in one statement or expression."""
        stack: list[object] = [root]
        tokens = self._tokens
        while stack:
            node = stack.pop()
            if node is _CLOSE:
                tokens.append(")")
            elif isinstance(node, list):
                stack.append(_CLOSE)
                tokens.append("[")
                stack.extend(reversed(node))
            elif isinstance(node, ast.AST):
                if isinstance(node, _DEFINABLE):
                    self.nested.append(node)
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    self.imports.append((node, is_conditional or node is not root))
                else:
                    self._enter(node, stack)
            else:
                tokens.append(repr(node))

    def _enter(self, node: ast.AST, stack: list[object]) -> None:
        kind = type(node)
        self._tokens.append(kind.__name__)
        if kind is ast.Name:
            self.names.add(node.id)  # type: ignore[attr-defined]
            self._tokens.append(node.id)  # type: ignore[attr-defined]
            return
        if kind is ast.Constant:
            self._add_constant(node.value)  # type: ignore[attr-defined]
            return
        if kind is ast.Attribute:
            self.names.add(node.attr)  # type: ignore[attr-defined]
        elif kind is ast.arg or (kind is ast.keyword and node.arg):  # type: ignore[attr-defined]
            self.names.add(node.arg)  # type: ignore[attr-defined]
        elif kind is ast.Global or kind is ast.Nonlocal:
            self.names.update(node.names)  # type: ignore[attr-defined]
        stack.append(_CLOSE)
        for field in reversed(node._fields):
            if field not in _SKIPPED:
                stack.append(getattr(node, field, None))

    def _add_constant(self, value: object) -> None:
        self._tokens.append(repr(value))
        if isinstance(value, str) and len(value) <= MAX_STRING and STRING.fullmatch(value):
            self.strings.add(value)


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    """A body's statements after its docstring; ``pass`` where nothing else is there."""
    first = body[0] if body else None
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return (body[1:] or [ast.Pass()]) if isinstance(first.value.value, str) else body
    return body


def dotted_text(node: ast.expr) -> str:
    """``a.b.c`` for a name or attribute chain, looked at through calls and subscripts."""
    parts: list[str] = []
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        elif isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Subscript):
            node = node.value
        else:
            return ""
    parts.append(node.id)
    return ".".join(reversed(parts))
