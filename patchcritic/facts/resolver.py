"""What a name or an attribute certainly means, followed through imports and re-exports."""

from __future__ import annotations

import ast

from patchcritic.facts.nouns import (
    GONE,
    ClassRef,
    Entity,
    FunctionRef,
    Gone,
    ModuleRef,
)
from patchcritic.facts.tables import IMPLICIT_NAMES, Binding, ModuleTable
from patchcritic.facts.tree import Tree

_TRANSPARENT = frozenset(
    [
        "staticmethod",
        "classmethod",
        "lru_cache",
        "functools.lru_cache",
        "cache",
        "functools.cache",
        "abstractmethod",
        "abc.abstractmethod",
        "override",
        "typing.override",
        "typing_extensions.override",
        "final",
        "typing.final",
        "contextmanager",
        "contextlib.contextmanager",
        "t.final",
        "dataclass",
        "dataclasses.dataclass",
        "total_ordering",
        "functools.total_ordering",
        "runtime_checkable",
        "typing.runtime_checkable",
    ]
)
"""Decorators that keep the signature of a function, or the constructor of a class."""


def decorator_names(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> list[str]:
    """Dotted text of each decorator, without call arguments."""
    return [
        ast.unparse(mark.func if isinstance(mark, ast.Call) else mark)
        for mark in node.decorator_list
    ]


def is_transparent(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether no decorator of it can change how it is called."""
    return not node.decorator_list or _TRANSPARENT.issuperset(decorator_names(node))


class Resolver:
    """Follows names in one tree."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._names: dict[tuple[str, str], Entity | Gone | None] = {}

    def find_name(self, path: str, name: str) -> Entity | Gone | None:
        """What ``name`` means at the top level of a module, GONE when nothing binds it."""
        key = (path, name)
        if key not in self._names:
            self._names[key] = None  # An import cycle: cannot tell.
            found = self._find_name(path, name)
            self._names[key] = None if found is GONE and self.tree.is_hooked(path) else found
        return self._names[key]

    def find_member(self, package: str, name: str) -> Entity | Gone | None:
        """What ``from package import name`` gives: a name, or else a submodule."""
        found = self.find_name(package, name)
        if found is not GONE:
            return found
        module = self.tree.find_submodule(package, name)
        return ModuleRef(module) if isinstance(module, str) else module

    def find_module(self, importer: str, node: ast.ImportFrom) -> str | Gone | None:
        """The file that a ``from`` import names."""
        if node.level:
            return self.tree.find_relative(importer, node.level, node.module)
        return self.tree.find_absolute(node.module or "")

    def _find_name(self, path: str, name: str) -> Entity | Gone | None:
        table = self.tree.table(path)
        if table is None or name in IMPLICIT_NAMES:
            return None
        bindings = table.bindings.get(name, ())
        if len(bindings) == 1 and not table.is_dynamic:
            return self._follow(path, bindings[0])
        if bindings or table.is_dynamic:
            return None
        return self._find_in_stars(path, table, name)

    def _find_in_stars(self, path: str, table: ModuleTable, name: str) -> Entity | Gone | None:
        answers: list[Entity | None] = []
        for star in table.stars:
            module = self.find_module(path, star)
            if not isinstance(module, str):
                return None
            target = self.tree.table(module)
            if target is None or target.is_dynamic or target.has_odd_exports:
                return None
            if target.exports is not None and name not in target.exports:
                continue
            if target.exports is None and name.startswith("_"):
                continue
            found = self.find_member(module, name)
            if found is not GONE:
                answers.append(found)
        if not answers:
            return GONE
        return answers[0] if len(answers) == 1 else None

    def _follow(self, path: str, binding: Binding) -> Entity | None:
        node = binding.node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            return FunctionRef(path, node.name, node) if is_transparent(node) else None
        if isinstance(node, ast.ClassDef):
            return ClassRef(path, node.name, node) if is_transparent(node) else None
        if isinstance(node, ast.Import) and binding.source is not None:
            return self._follow_import(binding.source)
        if isinstance(node, ast.ImportFrom) and binding.source is not None:
            return self.find_imported(path, node, binding.source)
        return None

    def _follow_import(self, alias: ast.alias) -> Entity | None:
        dotted = alias.name if alias.asname else alias.name.partition(".")[0]
        module = self.tree.find_absolute(dotted)
        return ModuleRef(module) if isinstance(module, str) else None

    def find_imported(self, path: str, node: ast.ImportFrom, alias: ast.alias) -> Entity | None:
        """What one name of a ``from`` import means; None also when it is not there."""
        module = self.find_module(path, node)
        if not isinstance(module, str):
            return None
        found = self.find_member(module, alias.name)
        return None if found is GONE else found
