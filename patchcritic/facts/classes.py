"""Classes: their method resolution order, their members, and what calling them takes."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass

from patchcritic.facts.nouns import (
    GONE,
    ClassRef,
    FunctionNode,
    FunctionRef,
    Gone,
    InstanceRef,
    ModuleRef,
)
from patchcritic.facts.resolver import Resolver, decorator_names, is_transparent
from patchcritic.facts.signatures import read_signature
from patchcritic.facts.tables import iter_nested_blocks, iter_stored_names

_PLAIN_BASES = frozenset({"object", "ABC", "abc.ABC", "Generic", "typing.Generic"})
"""Bases that add neither attributes of their own nor a constructor."""
_FUNCTION_NODES = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Lineage:
    """A class's method resolution order, as far as it is in the repository."""

    classes: tuple[ClassRef, ...]
    is_closed: bool
    """All bases are known: an attribute that no class binds is not there."""
    conflict: str = ""
    """Why Python refuses to build the class; empty when it does not."""


class Classes:
    """Answers about classes of one tree."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._lineages: dict[tuple[str, str], Lineage] = {}
        self._members: dict[int, dict[str, tuple[ast.AST, ...]]] = {}

    def lineage(self, cls: ClassRef) -> Lineage:
        """The classes that attribute lookup visits, in order."""
        key = (cls.path, cls.qualname)
        if key not in self._lineages:
            self._lineages[key] = Lineage((cls,), is_closed=False)  # An inheritance cycle.
            self._lineages[key] = self._linearise(cls)
        return self._lineages[key]

    def _linearise(self, cls: ClassRef) -> Lineage:
        is_closed = is_transparent(cls.node) and not cls.node.keywords
        parents: list[Lineage] = []
        refs: list[ClassRef] = []
        for base in cls.node.bases:
            plain = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
            found = self._find_base(cls.path, base)
            if isinstance(found, ClassRef):
                refs.append(found)
                parents.append(self.lineage(found))
            elif plain not in _PLAIN_BASES:
                is_closed = False
                break
        sequences = [list(parent.classes) for parent in parents] + [refs]
        merged = _merge(sequences)
        is_closed = is_closed and all(parent.is_closed for parent in parents)
        if merged is None:
            names = ", ".join(ref.qualname for ref in refs)
            conflict = f"the bases {names} have no consistent method resolution order"
            return Lineage((cls,), is_closed=False, conflict=conflict if is_closed else "")
        return Lineage((cls, *merged), is_closed=is_closed)

    def _find_base(self, path: str, base: ast.expr) -> object:
        if isinstance(base, ast.Subscript):
            base = base.value
        if isinstance(base, ast.Name):
            return self._resolver.find_name(path, base.id)
        if isinstance(base, ast.Attribute):
            owner = self._find_base(path, base.value)
            if isinstance(owner, ModuleRef):
                return self._resolver.find_member(owner.path, base.attr)
        return None

    def members(self, cls: ClassRef) -> dict[str, tuple[ast.AST, ...]]:
        """Names bound in the class body -> the statements that bind them."""
        key = id(cls.node)
        if key not in self._members:
            found: dict[str, list[ast.AST]] = {}
            _collect_members(cls.node.body, found)
            self._members[key] = {name: tuple(nodes) for name, nodes in found.items()}
        return self._members[key]

    def find_raw(self, cls: ClassRef, name: str) -> tuple[ClassRef, ast.AST] | Gone | None:
        """The class and statement that bind an attribute, GONE when no class of it does."""
        lineage = self.lineage(cls)
        for owner in lineage.classes:
            nodes = self.members(owner).get(name)
            if nodes:
                return (owner, nodes[0]) if len(nodes) == 1 else None
            if not lineage.is_closed and owner is lineage.classes[-1]:
                return None
        return GONE if lineage.is_closed else None

    def find_attribute(
        self, holder: ClassRef | InstanceRef, name: str
    ) -> FunctionRef | Gone | None:
        """The method that the attribute means; GONE when the attribute raises AttributeError."""
        cls = holder.cls if isinstance(holder, InstanceRef) else holder
        lineage = self.lineage(cls)
        if self._may_have_any(lineage, name, is_instance=isinstance(holder, InstanceRef)):
            return None
        if not lineage.is_closed and name not in self.members(cls):
            return None
        found = self.find_raw(cls, name)
        if found is GONE:
            is_implicit = name.startswith("__") or hasattr(object, name) or name == "mro"
            return None if is_implicit else GONE
        if found is None:
            return None
        owner, node = found
        if not isinstance(node, _FUNCTION_NODES) or not is_transparent(node):
            return None
        marks = decorator_names(node)
        receiver: ClassRef | InstanceRef | None = holder
        if "staticmethod" in marks or (holder is cls and "classmethod" not in marks):
            receiver = None
        elif "classmethod" in marks:
            receiver = cls
        return FunctionRef(owner.path, f"{owner.qualname}.{name}", node, receiver)

    def _may_have_any(self, lineage: Lineage, name: str, *, is_instance: bool) -> bool:
        """Whether the attribute may come from somewhere else than a class body."""
        for owner in lineage.classes:
            members = self.members(owner)
            if {"__getattribute__", "__getattr__", "__init_subclass__", "__new__"} & set(members):
                return True
            table = self._resolver.tree.table(owner.path)
            if table is None or name in table.stores or table.sets_attributes:
                return True
            if not is_instance and owner.node.keywords:
                return True
        return False

    def find_constructor(self, cls: ClassRef) -> FunctionRef | Gone | None:
        """The ``__init__`` that calling the class runs, GONE when it takes no arguments at all."""
        lineage = self.lineage(cls)
        for owner in lineage.classes:
            members = self.members(owner)
            if "__new__" in members or not is_transparent(owner.node) or owner.node.keywords:
                return None
            if any("dataclass" in mark for mark in decorator_names(owner.node)):
                return None
            nodes = members.get("__init__", ())
            if nodes:
                break
            if not lineage.is_closed:
                return None
        else:
            return GONE
        node = nodes[0]
        if len(nodes) > 1 or not isinstance(node, _FUNCTION_NODES) or node.decorator_list:
            return None
        return FunctionRef(owner.path, f"{owner.qualname}.__init__", node, InstanceRef(cls))

    def abstract_methods(self, cls: ClassRef) -> tuple[str, ...]:
        """Abstract methods left without a body, for which calling the class raises TypeError."""
        lineage = self.lineage(cls)
        if not lineage.is_closed or not self._is_abc(lineage):
            return ()
        left: dict[str, bool] = {}
        for owner in lineage.classes:
            for name, nodes in self.members(owner).items():
                left.setdefault(name, all(_is_abstract(node) for node in nodes))
        return tuple(sorted(name for name, is_abstract in left.items() if is_abstract))

    def _is_abc(self, lineage: Lineage) -> bool:
        return any(
            ast.unparse(base) in {"ABC", "abc.ABC"}
            for owner in lineage.classes
            for base in owner.node.bases
        )


def signature_of(function: FunctionRef) -> inspect.Signature | None:
    """The signature that a call through this reference has to fit."""
    return read_signature(function.node, skip_first=function.receiver is not None)


def is_plain_function(node: FunctionNode) -> bool:
    """Whether calling it runs its body at once: neither a coroutine nor a generator."""
    if isinstance(node, ast.AsyncFunctionDef) or node.decorator_list:
        marks = {"staticmethod", "classmethod"}
        if isinstance(node, ast.AsyncFunctionDef) or not marks.issuperset(decorator_names(node)):
            return False
    stack: list[ast.AST] = list(node.body)
    while stack:
        current = stack.pop()
        if isinstance(current, ast.Yield | ast.YieldFrom):
            return False
        if not isinstance(current, (*_FUNCTION_NODES, ast.Lambda, ast.ClassDef)):
            stack.extend(ast.iter_child_nodes(current))
    return True


def _is_abstract(node: ast.AST) -> bool:
    return isinstance(node, _FUNCTION_NODES) and any(
        mark.rpartition(".")[2] == "abstractmethod" for mark in decorator_names(node)
    )


def _collect_members(body: list[ast.stmt], found: dict[str, list[ast.AST]]) -> None:
    for node in body:
        if isinstance(node, (*_FUNCTION_NODES, ast.ClassDef)):
            if not any(mark.endswith("overload") for mark in decorator_names(node)):
                found.setdefault(node.name, []).append(node)
            continue
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, []).append(node)
            continue
        for name in iter_stored_names(node):
            found.setdefault(name, []).append(node)
        for block in iter_nested_blocks(node):
            _collect_members(block, found)


def _merge(sequences: list[list[ClassRef]]) -> list[ClassRef] | None:
    """C3 linearisation of the bases' orders; None when there is none."""
    result: list[ClassRef] = []
    queues = [[*sequence] for sequence in sequences if sequence]
    while queues:
        for queue in queues:
            head = queue[0]
            if not any(head in other[1:] for other in queues):
                break
        else:
            return None
        result.append(head)
        queues = [rest for queue in queues if (rest := queue[1:] if queue[0] == head else queue)]
    return result
