"""One pass over a definition's own code: the names and strings it uses, and its digest."""

from __future__ import annotations

import ast
import hashlib
import re

STRING = re.compile(r"[^\W\d][\w]*(?:[.:/\\-]+\w+)*|[./\w-]*[/.][\w./-]+")
"""Strings worth keeping: ``attr``, ``pkg.mod:func``, ``templates/list.html``."""
_STEM = re.compile(r"([^\W\d]\w*_)[%{]|(?:^|[}sd])(_\w+)$")
"""The fixed part of a name put together at run time: ``"visit_%s"``, ``"{}_handler"``."""
MAX_STRING = 200

Definable = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINABLE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_SKIPPED = frozenset({"ctx", "type_comment", "kind"})
_CLOSE = object()
_WEAK_END = object()


class OwnCode:
    """What a piece of code uses, gathered node by node without recursion.

    ``nested`` receives the definitions met on the way; they are not entered.
    """

    def __init__(self) -> None:
        """Start empty; call ``visit`` for each node in order."""
        self.names: set[str] = set()
        self.strings: set[str] = set()
        self.loads: set[str] = set()
        self.stores: set[str] = set()
        self.attributes: set[str] = set()
        self.own_attributes: set[str] = set()
        self.shared: set[str] = set()
        self.calls: set[str] = set()
        self.nested: list[Definable] = []
        self.imports: list[tuple[ast.Import | ast.ImportFrom, bool]] = []
        self._tokens: list[str] = []
        self._weak_depth = 0

    def all_names(self) -> frozenset[str]:
        """Every identifier seen."""
        plain = self.names | self.loads | self.stores | self.shared
        return frozenset(plain | self.attributes | self.own_attributes) - {""}

    def digest(self) -> str:
        """16 bytes in hex of everything visited, in order."""
        data = "\0".join(self._tokens).encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, digest_size=16).hexdigest()

    def visit(self, root: ast.AST, *, is_weak: bool = False) -> None:
        """Take in one statement or expression; ``is_weak`` for one that is an annotation."""
        stack: list[object] = [_Weak(root) if is_weak else root]
        tokens = self._tokens
        while stack:
            node = stack.pop()
            if node is _CLOSE:
                tokens.append(")")
            elif node is _WEAK_END:
                self._weak_depth -= 1
            elif isinstance(node, _Weak):
                self._weak_depth += 1
                stack += (_WEAK_END, node.node)
            elif isinstance(node, list):
                stack.append(_CLOSE)
                tokens.append("[")
                stack.extend(reversed(node))
            elif isinstance(node, ast.AST):
                if isinstance(node, _DEFINABLE):
                    self.nested.append(node)
                elif isinstance(node, ast.Import | ast.ImportFrom):
                    self.imports.append((node, node is not root))
                else:
                    self._enter(node, stack)
            else:
                tokens.append(repr(node))

    def _enter(self, node: ast.AST, stack: list[object]) -> None:
        self._tokens.append(type(node).__name__)
        if isinstance(node, ast.Name):
            self._tokens.append(node.id)
            self._add_name(node)
            return
        if isinstance(node, ast.Constant):
            self._add_constant(node.value)
            return
        if isinstance(node, ast.Attribute):
            self._add_attribute(node)
        elif isinstance(node, ast.Call):
            self.calls.add(last_name(node.func))
        elif isinstance(node, ast.arg | ast.keyword):
            self.names.add(node.arg or "")
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            self.names.add("__setitem__")
        elif isinstance(node, ast.Global | ast.Nonlocal):
            self.shared.update(node.names)
        stack.append(_CLOSE)
        weak = _WEAK_FIELDS.get(type(node), "")
        for field in reversed(node._fields):
            if field in _SKIPPED:
                continue
            value = getattr(node, field, None)
            if field == weak and value is not None:
                value = _Weak(value)
            elif field == "args" and isinstance(node, ast.Call) and _is_type_check(node):
                value = [node.args[0], *map(_Weak, node.args[1:])]
            stack.append(value)

    def _add_name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.stores.add(node.id)
        else:
            (self.names if self._weak_depth else self.loads).add(node.id)

    def _add_attribute(self, node: ast.Attribute) -> None:
        if self._weak_depth:
            self.names.add(node.attr)
        else:
            (self.own_attributes if is_self(node.value) else self.attributes).add(node.attr)

    def _add_constant(self, value: object) -> None:
        self._tokens.append(repr(value))
        if not isinstance(value, str) or len(value) > MAX_STRING:
            return
        if STRING.fullmatch(value):
            self.strings.add(value)
        else:
            self.strings.update(filter(None, (one for m in _STEM.findall(value) for one in m)))


def is_self(node: ast.expr) -> bool:
    """Whether the expression is ``self``, ``cls`` or ``super()``."""
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Name) and node.func.id == "super"
    return isinstance(node, ast.Name) and node.id in ("self", "cls")


def last_name(node: ast.expr) -> str:
    """``c`` for ``c``, ``a.b.c`` and ``a.b.c[int]``; empty for other expressions."""
    while isinstance(node, ast.Subscript):
        node = node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


class _Weak:
    """A part that names classes without making objects of them or running their code."""

    def __init__(self, node: object) -> None:
        self.node = node


_WEAK_FIELDS: dict[type[ast.AST], str] = {ast.arg: "annotation", ast.ExceptHandler: "type"}


def _is_type_check(node: ast.Call) -> bool:
    is_check = isinstance(node.func, ast.Name) and node.func.id in ("isinstance", "issubclass")
    return is_check and len(node.args) == 2


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
