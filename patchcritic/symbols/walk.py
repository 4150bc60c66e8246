"""One pass over a definition's own code: the names and strings it uses."""

from __future__ import annotations

import ast
import re
from typing import Any

STRING = re.compile(r"[^\W\d][\w]*(?:[.:/\\-]+\w+)*|[./\w-]*[/.][\w./-]+")
"""Strings worth keeping: ``attr``, ``pkg.mod:func``, ``templates/list.html``."""
_STEM = re.compile(r"([^\W\d]\w*_)[%{]|(?:^|[}sd])(_\w+)$")
"""The fixed part of a name put together at run time: ``"visit_%s"``, ``"{}_handler"``."""
_TEMPLATE_NAME = re.compile(r"\|\s*([^\W\d]\w*)|\{%-?\s*([^\W\d]\w*)")
"""A filter or tag that a template names: ``{{ title|slugify }}``, ``{% url ... %}``."""
MAX_STRING = 200
MAX_TEMPLATE = 20_000

Definable = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINABLE = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_IMPORTS = frozenset({ast.Import, ast.ImportFrom})
_SKIPPED = frozenset({"ctx", "type_comment", "kind"})
_FIELDS: dict[type, tuple[str, ...]] = {}
"""The fields to look into, by class of node; nothing for what is no node."""


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
        self.roots: list[ast.AST] = []

    def all_names(self) -> frozenset[str]:
        """Every identifier seen."""
        found = self.names.union(
            self.loads, self.stores, self.shared, self.attributes, self.own_attributes
        )
        found.discard("")
        return frozenset(found)

    def visit(self, root: ast.AST, *, is_weak: bool = False) -> None:
        """Take in one statement or expression; ``is_weak`` for one that is an annotation."""
        self.roots.append(root)
        weak: list[Any] = []
        if is_weak:
            weak.append(root)
        else:
            self._walk(root, [root], weak, self.loads, self.attributes)
        if weak:
            self._walk(root, weak, weak, self.names, self.names)

    def _walk(
        self, root: ast.AST, stack: list[Any], weak: list[Any], loads: set[str], attrs: set[str]
    ) -> None:
        """The hot loop, once per node of every file parsed: chains of isinstance cost double."""
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind is ast.Name:
                (loads if node.ctx.__class__ is ast.Load else self.stores).add(node.id)
                continue
            if kind is ast.Attribute:
                is_own = attrs is self.attributes and is_self(node.value)
                (self.own_attributes if is_own else attrs).add(node.attr)
                stack.append(node.value)
                continue
            if kind is ast.Constant:
                if node.value.__class__ is str:
                    self._add_string(node.value)
                continue
            if kind in _SPECIAL and self._take_special(node, root, stack, weak):
                continue
            fields = _FIELDS.get(kind)
            if fields is None:
                fields = _FIELDS[kind] = _fields_of(kind)
            for field in fields:
                value = getattr(node, field, None)
                if value.__class__ is list:
                    stack += value
                elif value is not None:
                    stack.append(value)

    def _take_special(self, node: Any, root: ast.AST, stack: list[Any], weak: list[Any]) -> bool:
        """What a node says itself; whether nothing below it is to be looked at any more."""
        kind = node.__class__
        if kind is ast.Call:
            self.calls.add(last_name(node.func))
            if _is_type_check(node):
                stack.append(node.args[0])
                weak += node.args[1:]
                stack += [node.func, *node.keywords]
                return True
        elif kind is ast.arg or kind is ast.keyword:
            self.names.add(node.arg or "")
            if kind is ast.arg and node.annotation is not None:
                weak.append(node.annotation)
            return kind is ast.arg
        elif kind is ast.Subscript:
            if node.ctx.__class__ is ast.Store:
                self.names.add("__setitem__")
        elif kind is ast.ExceptHandler:
            if node.type is not None:
                weak.append(node.type)
            stack += node.body
            return True
        elif kind in _DEFINABLE:
            self.nested.append(node)
            return True
        elif kind in _IMPORTS:
            self.imports.append((node, node is not root))
            return True
        else:
            self.shared.update(node.names)
            return True
        return False

    def _add_string(self, value: str) -> None:
        if "{{" in value or "{%" in value:
            found = _TEMPLATE_NAME.findall(value, 0, MAX_TEMPLATE)
            self.strings.update(one for pair in found for one in pair if one)
        if len(value) > MAX_STRING:
            return
        if STRING.fullmatch(value):
            self.strings.add(value)
        else:
            self.strings.update(filter(None, (one for m in _STEM.findall(value) for one in m)))


_SPECIAL = frozenset(
    {ast.Call, ast.arg, ast.keyword, ast.Subscript, ast.ExceptHandler, ast.Global, ast.Nonlocal}
    | _DEFINABLE
    | _IMPORTS
)


def _fields_of(kind: type) -> tuple[str, ...]:
    if not issubclass(kind, ast.AST):
        return ()
    return tuple(one for one in reversed(kind._fields) if one not in _SKIPPED)


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
