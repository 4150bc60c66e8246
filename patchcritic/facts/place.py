"""Where a test stands: its module, its function and its classes."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join

from patchcritic.domain import TestCase
from patchcritic.facts.nouns import ClassRef, FunctionNode
from patchcritic.facts.tree import Tree

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A test's source in one tree."""

    module: str
    """The file that pytest collects the test from."""
    path: str
    """The file that the test function stands in; another one for an inherited method."""
    qualname: str
    node: FunctionNode
    cls: ClassRef | None
    """The class that pytest instantiates for the test."""
    classes: tuple[ast.ClassDef, ...] = ()
    """The classes around the test, outermost first."""


def find_place(tree: Tree, test: TestCase) -> Place | None:
    """The test's source, or None when it cannot be told."""
    module = find_module(tree, test)
    if module is None:
        return None
    classes = _find_classes(tree, module, test.node_id.names[:-1])
    if classes is None:
        return None
    cls = None
    if classes:
        cls = ClassRef(module, ".".join(node.name for node in classes), classes[-1])
    for qualname, node in iter_functions(tree, test.span.path):
        first = min([node.lineno, *(mark.lineno for mark in node.decorator_list)])
        if first == test.span.start or node.lineno == test.span.start:
            return Place(
                module=module,
                path=test.span.path,
                qualname=qualname,
                node=node,
                cls=cls,
                classes=classes,
            )
    return None


def find_module(tree: Tree, test: TestCase) -> str | None:
    """The file that the node id names; ids are relative to pytest's rootdir, not to the tree."""
    path = test.node_id.path
    if test.span.path == path or test.span.path.endswith("/" + path):
        return test.span.path
    found = [item for item in tree.paths if item == path or item.endswith("/" + path)]
    return path if path in found else found[0] if len(found) == 1 else None


def conftests_of(tree: Tree, module: str) -> tuple[str, ...]:
    """The conftest.py files that pytest loads for a test module, outermost first."""
    folder = dirname(module)
    found = []
    while True:
        path = join(folder, "conftest.py")
        if path in tree.paths:
            found.append(path)
        if not folder:
            return tuple(reversed(found))
        folder = dirname(folder)


def _find_classes(
    tree: Tree, module: str, names: tuple[str, ...]
) -> tuple[ast.ClassDef, ...] | None:
    parsed = tree.module(module)
    if parsed is None:
        return None
    body = parsed.body
    found: list[ast.ClassDef] = []
    for name in names:
        hits = [node for node in body if isinstance(node, ast.ClassDef) and node.name == name]
        if len(hits) != 1:
            return None
        found.append(hits[0])
        body = hits[0].body
    return tuple(found)


def iter_functions(tree: Tree, path: str) -> Iterator[tuple[str, FunctionNode]]:
    """Every function and method of a file with its qualified name; nested functions left out."""
    parsed = tree.module(path)
    stack: list[tuple[str, ast.stmt]] = [("", node) for node in parsed.body] if parsed else []
    while stack:
        prefix, node = stack.pop()
        if isinstance(node, _FUNCTIONS):
            yield prefix + node.name, node
        elif isinstance(node, ast.ClassDef):
            stack.extend((f"{prefix}{node.name}.", child) for child in node.body)
