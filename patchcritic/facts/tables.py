"""The names that a module binds at import, and every reason to distrust that list."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_NAMESPACES = frozenset({"globals", "vars", "locals"})
_DYNAMIC_NAMES = frozenset({"exec", "eval", "__import__", "__getattr__", "__path__"})
_DYNAMIC_ATTRIBUTES = frozenset({"modules", "meta_path", "path_hooks", "__path__"})
_READING_METHODS = frozenset({"get", "items", "keys", "values", "copy"})
_SKIP_CALLS = frozenset({"skip", "skipTest", "importorskip", "xfail", "_exit"})
_SKIP_NAMES = frozenset({"SkipTest", "Skipped", "importorskip"})

IMPLICIT_NAMES = frozenset(
    [
        "__name__",
        "__doc__",
        "__file__",
        "__path__",
        "__package__",
        "__spec__",
        "__loader__",
        "__builtins__",
        "__dict__",
        "__annotations__",
        "__cached__",
        "__class__",
        "__debug__",
        "__all__",
        "__getattr__",
    ]
)
"""What the import system gives a module, or may."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One statement that binds a name."""

    node: ast.AST
    line: int
    source: ast.alias | None = None
    """The part of an import statement that binds the name."""


@dataclass(frozen=True, slots=True)
class ModuleTable:
    """The names that a module may bind."""

    bindings: dict[str, tuple[Binding, ...]]
    stars: tuple[ast.ImportFrom, ...]
    is_dynamic: bool
    """It may bind names that its source does not spell."""
    exports: tuple[str, ...] | None
    """``__all__`` when it is one literal list; None when it is absent."""
    has_odd_exports: bool
    """``__all__`` is there and cannot be read."""
    stores: frozenset[str]
    """Attribute names that the file assigns on any object."""
    strings: frozenset[str]
    """Last dotted part of every identifier-like string literal."""
    sets_attributes: bool
    """It calls ``setattr`` or touches ``__dict__``: objects may get any attribute."""
    patches_unknown: bool
    """It replaces attributes whose names its source does not spell."""
    may_skip: bool
    """It calls something named ``skip``, ``importorskip`` or the like, or names ``SkipTest``."""
    is_lazy: bool
    """``from __future__ import annotations``: annotations are not evaluated."""


def build_table(module: ast.Module) -> ModuleTable:
    """Read a module's tree once."""
    found: dict[str, list[Binding]] = {}
    stars: list[ast.ImportFrom] = []
    for name, binding in _iter_bindings(module.body):
        if name == "*" and isinstance(binding.node, ast.ImportFrom):
            stars.append(binding.node)
        else:
            found.setdefault(name, []).append(binding)
    scan = _FileScan()
    for node in ast.walk(module):
        scan.look_at(node)
    for name in scan.global_names:
        found.setdefault(name, []).append(Binding(module, 1))
    exports, has_odd_exports = _read_exports(found.get("__all__", []))
    return ModuleTable(
        bindings={name: _without_overloads(items) for name, items in found.items()},
        stars=tuple(stars),
        is_dynamic=scan.is_dynamic or "__getattr__" in found,
        exports=exports,
        has_odd_exports=has_odd_exports,
        stores=frozenset(scan.stores),
        strings=frozenset(scan.strings),
        sets_attributes=scan.sets_attributes,
        patches_unknown=scan.patches_unknown,
        may_skip=scan.may_skip,
        is_lazy=any(
            isinstance(node, ast.ImportFrom)
            and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names)
            for node in module.body
        ),
    )


def is_skip(node: ast.AST) -> bool:
    """Whether the node is a run-time skip: a call such as ``pytest.skip()``, or ``SkipTest``.

    A mark (``pytest.mark.skip``) is none: it is read by ``marks``.
    """
    if isinstance(node, ast.Call):
        func = node.func
        if isinstance(func, ast.Attribute):
            is_mark = isinstance(func.value, ast.Attribute) and func.value.attr == "mark"
            return func.attr in _SKIP_CALLS and not is_mark
        return isinstance(func, ast.Name) and func.id in _SKIP_CALLS
    return isinstance(node, ast.Name | ast.Attribute) and (
        (node.id if isinstance(node, ast.Name) else node.attr) in _SKIP_NAMES
    )


class _FileScan:
    """What one pass over all nodes of a file collects."""

    def __init__(self) -> None:
        self.is_dynamic = False
        self.sets_attributes = False
        self.may_skip = False
        self.patches_unknown = False
        self._reads: set[int] = set()
        """Namespaces that are only read: ``globals()[name]``, ``name in globals()``."""
        self.stores: set[str] = set()
        self.strings: set[str] = set()
        self.global_names: set[str] = set()

    def look_at(self, node: ast.AST) -> None:
        """Take one node; a parent comes before its children."""
        self.may_skip = self.may_skip or is_skip(node)
        if isinstance(node, ast.Attribute):
            self._look_at_attribute(node)
        elif isinstance(node, ast.Name):
            self._look_at_name(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            last = node.value.rpartition(".")[2]
            if last.isidentifier():
                self.strings.add(last)
        elif isinstance(node, ast.Global):
            self.global_names.update(node.names)
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
            self._reads.add(id(node.value))
        elif isinstance(node, ast.Compare):
            self._reads.update(id(item) for item in node.comparators)
        elif isinstance(node, ast.Call):
            self._look_at_call(node)

    def _look_at_attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.stores.add(node.attr)
        if node.attr in _DYNAMIC_ATTRIBUTES:
            self.is_dynamic = True
        if node.attr in {"__dict__", "__setattr__"}:
            self.sets_attributes = True
            # An object's own dictionary is no namespace of a module.
            self.is_dynamic = self.is_dynamic or not isinstance(node.value, ast.Name)
        if node.attr in _READING_METHODS:
            self._reads.add(id(node.value))

    def _look_at_name(self, node: ast.Name) -> None:
        if node.id in _DYNAMIC_NAMES:
            self.is_dynamic = True
        if node.id in {"setattr", "vars", "locals", "exec"}:
            self.sets_attributes = True

    def _look_at_call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in _NAMESPACES:
            is_object = node.func.id == "vars" and node.args
            self.is_dynamic = self.is_dynamic or not (is_object or id(node) in self._reads)
        name = ast.unparse(node.func).rpartition("patch.")[2].rpartition(".")[2]
        if name == "multiple":
            self.strings.update(keyword.arg for keyword in node.keywords if keyword.arg)
        elif name in {"setattr", "delattr", "patch", "object"} and node.args:
            spelled = any(
                isinstance(item, ast.Constant) and isinstance(item.value, str)
                for item in node.args[:2]
            )
            self.patches_unknown = self.patches_unknown or not spelled


def iter_nested_blocks(node: ast.stmt) -> Iterator[list[ast.stmt]]:
    """The statement lists inside a compound statement of the same scope."""
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield block
    for handler in getattr(node, "handlers", ()):
        yield handler.body
    for case in getattr(node, "cases", ()):
        yield case.body


def _iter_bindings(body: Iterable[ast.stmt]) -> Iterator[tuple[str, Binding]]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, Binding(node, node.lineno)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                bound = alias.asname or alias.name
                if isinstance(node, ast.Import) and not alias.asname:
                    bound = alias.name.partition(".")[0]
                yield bound, Binding(node, node.lineno, alias)
            continue
        for name in iter_stored_names(node):
            yield name, Binding(node, node.lineno)
        for block in iter_nested_blocks(node):
            yield from _iter_bindings(block)


def iter_stored_names(node: ast.stmt) -> Iterator[str]:
    """Names that the statement itself binds: targets, ``as`` names, walrus, match captures."""
    inner = {id(child) for block in iter_nested_blocks(node) for child in block}
    stack: list[ast.AST] = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Name) and not isinstance(current.ctx, ast.Load):
            yield current.id
        elif isinstance(current, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and current.name:
            yield current.name
        elif isinstance(current, ast.MatchMapping) and current.rest:
            yield current.rest
        elif isinstance(current, ast.Lambda):
            continue
        stack.extend(child for child in ast.iter_child_nodes(current) if id(child) not in inner)


def _without_overloads(items: list[Binding]) -> tuple[Binding, ...]:
    """Drop ``@overload`` stubs: the function that stands last is what the name means."""
    kept = [
        item
        for item in items
        if not (
            isinstance(item.node, ast.FunctionDef | ast.AsyncFunctionDef)
            and any(ast.unparse(mark).endswith("overload") for mark in item.node.decorator_list)
        )
    ]
    return tuple(kept or items)


def _read_exports(bindings: list[Binding]) -> tuple[tuple[str, ...] | None, bool]:
    if not bindings:
        return None, False
    if len(bindings) > 1:
        return None, True
    value = getattr(bindings[0].node, "value", None)
    if not isinstance(bindings[0].node, ast.Assign | ast.AnnAssign):
        return None, True
    if not isinstance(value, ast.List | ast.Tuple):
        return None, True
    names = [item.value for item in value.elts if isinstance(item, ast.Constant)]
    if len(names) != len(value.elts):
        return None, True
    return tuple(name for name in names if isinstance(name, str)), False
