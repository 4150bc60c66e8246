"""The repository's modules as source: what a name in one of them stands for."""

from __future__ import annotations

import ast
import sys
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from patchcritic.discovery.paths import ImportPaths
from patchcritic.discovery.scopes import (
    Assigned,
    Binding,
    Defined,
    Imported,
    names_changed_in_functions,
    scan_body,
)
from patchcritic.discovery.values import Class, External, Function, Module, ModuleRef
from patchcritic.domain import Snapshot
from patchcritic.symbols import SourceProblem, parse_source

N_MODULES_KEPT = 192
"""Parsed modules held at a time: a syntax tree takes about 0.5 MB for 250 lines."""

TELLING_WORDS = frozenset({"fixture", "def test", "TestCase"})
"""What a module's text holds when it may define fixtures or tests for others to import."""

_ALWAYS_EXTERNAL = (sys.stdlib_module_names | {"pytest", "_pytest"}) - {"test"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A name bound to an expression that is still to be evaluated, where it stands."""

    module: Module
    expr: ast.expr
    line: int
    owner: Class | None = None


@lru_cache(maxsize=N_MODULES_KEPT)
def parse_module(path: str, text: str) -> Module:
    """Parse a file; the same text is parsed once for the base and the patched tree.

    Raises:
        SourceProblem: the text is not Python that can be parsed.
    """
    tree = parse_source(text)
    return Module(path, scan_body(tree.body), tree)


Entity = Function | Class | ModuleRef | External | Expression


class Project:
    """Parses files on demand and follows names through imports; nothing is ever imported."""

    def __init__(self, snapshot: Snapshot, import_roots: tuple[str, ...] = ()) -> None:
        self._snapshot = snapshot
        self._import_paths = ImportPaths(snapshot.paths(), import_roots)
        self._modules: OrderedDict[str, Module | None] = OrderedDict()
        self._changed: dict[str, frozenset[str]] = {}
        self._telling: dict[str, frozenset[str]] = {}
        self.problems: dict[str, str] = {}
        """Why files could not be read, by path."""

    def has(self, path: str) -> bool:
        """Whether the repository has the file."""
        return self._import_paths.has(path)

    def module(self, path: str) -> Module | None:
        """The parsed file, or None when it is absent or cannot be parsed."""
        if path in self._modules:
            self._modules.move_to_end(path)
            return self._modules[path]
        module = self._parse(path)
        self._modules[path] = module
        if len(self._modules) > N_MODULES_KEPT:
            self._modules.popitem(last=False)
        return module

    def _parse(self, path: str) -> Module | None:
        text = self._snapshot.read(path)
        if text is None:
            self.problems[path] = "it is absent, too large or not text"
            return None
        try:
            return parse_module(path, text)
        except SourceProblem as problem:
            where = f" (line {problem.line})" if problem.line else ""
            self.problems[path] = f"{problem}{where}"
            return None

    def lookup(self, module: Module, name: str, before: int | None = None) -> Entity | None:
        """What a module-level name stands for; None when it is unknown or deleted."""
        return self._lookup(module, name, before, seen=frozenset())

    def _lookup(
        self, module: Module, name: str, before: int | None, seen: frozenset[tuple[str, str]]
    ) -> Entity | None:
        key = (module.path, name)
        if key in seen or len(seen) > 20:
            return None
        seen |= {key}
        binding = module.scope.latest(name, before)
        if binding is not None:
            return self._follow(module, binding, seen)
        for star in reversed(module.scope.stars):
            target = self.find_module(module.path, star.module, star.level)
            starred = self.module(target) if target else None
            if starred is not None and (found := self._lookup(starred, name, None, seen)):
                return found
        return None

    def entity(self, module: Module, binding: Binding, owner: Class | None) -> Entity | None:
        """What one binding of a module or class body stands for."""
        return self._follow(module, binding, frozenset(), owner)

    def _follow(
        self,
        module: Module,
        binding: Binding,
        seen: frozenset[tuple[str, str]],
        owner: Class | None = None,
    ) -> Entity | None:
        match binding.bound:
            case Defined(node=ast.ClassDef() as node):
                return self.class_of(module, node, owner)
            case Defined(node=ast.FunctionDef() | ast.AsyncFunctionDef() as function):
                return Function(module=module, node=function, owner=owner)
            case Assigned(expr=expr):
                if owner is None and self._is_filled_later(module, expr, binding):
                    return None
                return Expression(module=module, expr=expr, line=binding.line, owner=owner)
            case Imported() as imported:
                return self._follow_import(module, imported, seen)
        return None

    def _is_filled_later(self, module: Module, expr: ast.expr, binding: Binding) -> bool:
        """Whether a list, set or dict is changed by some function of its module."""
        if not isinstance(expr, ast.List | ast.Dict | ast.Set | ast.Call | ast.BinOp):
            return False
        if module.path not in self._changed:
            self._changed[module.path] = names_changed_in_functions(module.tree)
        changed = self._changed[module.path]
        return any(binding in module.scope.names.get(name, ()) for name in changed)

    def class_of(self, module: Module, node: ast.ClassDef, owner: Class | None) -> Class:
        """The class that a ``class`` statement defines."""
        if node.lineno not in module.classes:
            scope = scan_body(node.body)
            module.classes[node.lineno] = Class(module=module, node=node, scope=scope, owner=owner)
        return module.classes[node.lineno]

    def _follow_import(
        self, module: Module, imported: Imported, seen: frozenset[tuple[str, str]]
    ) -> Entity | None:
        path = self.find_module(module.path, imported.module, imported.level)
        if imported.name is None:
            if path is None:
                return External(dotted=imported.module)
            return ModuleRef(path=path, dotted=imported.module)
        if path is not None:
            target = self.module(path)
            if target is not None:
                found = self._lookup(target, imported.name, None, seen)
                if found is not None:
                    return found
        dots = "." if imported.module else ""
        submodule = f"{imported.module}{dots}{imported.name}"
        below = self.find_module(module.path, submodule, imported.level)
        if below is not None:
            return ModuleRef(path=below, dotted=submodule)
        if path is None and imported.level == 0:
            return External(dotted=submodule)
        return None

    def attribute(self, owner: ModuleRef, name: str) -> Entity | None:
        """What ``module.name`` stands for."""
        module = self.module(owner.path)
        found = self.lookup(module, name) if module is not None else None
        if found is not None:
            return found
        if PurePosixPath(owner.path).name == "__init__.py" or owner.path.endswith("/"):
            folder = owner.path.removesuffix("__init__.py")
            below = self._import_paths.within(folder.rstrip("/"), name)
            if below is not None:
                return ModuleRef(path=below, dotted=f"{owner.dotted}.{name}")
        return None

    def find_module(self, importer: str, dotted: str, level: int = 0) -> str | None:
        """The file that an import statement in ``importer`` would load, if it is in the
        repository."""
        if level == 0 and dotted.partition(".")[0] in _ALWAYS_EXTERNAL:
            return None
        return self._import_paths.find(importer, dotted, level)

    def may_import(self, module: Module, imported: Imported, words: frozenset[str]) -> bool:
        """Whether an import is worth following: its file's text holds one of the words, or its
        name speaks of tests.

        Following every import would parse the whole program for each of its tests.
        """
        path = self.find_module(module.path, imported.module, imported.level)
        if path is None:
            return False
        if any(word in f"{path} {imported.name}".lower() for word in ("test", "fixture")):
            return True
        if path not in self._telling:
            text = self._snapshot.read(path)
            self._telling[path] = frozenset(
                word for word in TELLING_WORDS if text is not None and word in text
            )
        return bool(words & self._telling[path])

    def exported_names(
        self,
        module: Module,
        words: frozenset[str] = frozenset(),
        seen: frozenset[str] = frozenset(),
    ) -> Iterator[str]:
        """The module's names in order, those of its star imports included where the imported
        text holds one of the words."""
        if module.path in seen:
            return
        for star in module.scope.stars:
            target = self.find_module(module.path, star.module, star.level)
            if target is None or not self.may_import(module, star, words):
                continue
            starred = self.module(target)
            if starred is not None:
                public = _public_names(starred)
                for name in self.exported_names(starred, words, seen | {module.path}):
                    if name in public if public is not None else not name.startswith("_"):
                        yield name
        yield from module.scope.names


def _public_names(module: Module) -> frozenset[str] | None:
    binding = module.scope.latest("__all__")
    if binding is None or not isinstance(binding.bound, Assigned):
        return None
    listed = binding.bound.expr
    if not isinstance(listed, ast.List | ast.Tuple):
        return None
    return frozenset(
        element.value
        for element in listed.elts
        if isinstance(element, ast.Constant) and isinstance(element.value, str)
    )
