"""Which names belong to which scope, found before anything is evaluated."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from enum import StrEnum

from patchcritic.tracer.core.undecided import Undecided, UndecidedKind


class ScopeKind(StrEnum):
    """What a scope belongs to; each kind looks names up in its own way."""

    MODULE = "module"
    CLASS = "class"
    FUNCTION = "function"
    COMPREHENSION = "comprehension"


class Where(StrEnum):
    """Where a name lives, seen from one scope."""

    LOCAL = "local"
    FREE = "free"
    """In an enclosing function's frame, so many steps ``up``."""
    GLOBAL = "global"
    NAME = "name"
    """In the frame's namespace, else global, else builtin: modules, class bodies, exec."""
    CLASS_FREE = "class-free"
    """In the class body's namespace, else in an enclosing function's frame."""
    CLASS_CELL = "class-cell"
    """``__class__``."""


@dataclass(slots=True, eq=False)
class Scope:
    """One module, class body, function, lambda or comprehension."""

    kind: ScopeKind
    name: str
    parent: Scope | None
    private: str | None = None
    """The class whose private names are mangled here."""
    bound: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    globals: set[str] = field(default_factory=set)
    nonlocals: set[str] = field(default_factory=set)
    parameters: set[str] = field(default_factory=set)
    needs_class: bool = False
    """Of a class body: whether a method says ``super`` or ``__class__``."""
    is_async: bool = False
    yields: bool = False
    awaits: bool = False
    first: str | None = None
    """The first parameter, for ``super()``."""
    children: list[Scope] = field(default_factory=list)
    """The scopes right inside it."""
    loops: int = 0
    """How many loops are open, while the scope is being read."""

    @property
    def is_function(self) -> bool:
        """Whether its names are seen from functions inside it."""
        return self.kind in (ScopeKind.FUNCTION, ScopeKind.COMPREHENSION)

    @property
    def qualname_prefix(self) -> str:
        """What stands before the qualified names of what is defined here."""
        if self.kind is ScopeKind.MODULE:
            return ""
        is_function = self.kind is ScopeKind.FUNCTION
        return f"{self.qualname}.<locals>." if is_function else f"{self.qualname}."

    @property
    def qualname(self) -> str:
        """``__qualname__`` of a function or class that has this scope."""
        parent = self.parent
        if parent is None:
            return self.name
        if mangle(self.name, parent.private) in parent.globals:
            return self.name
        return parent.qualname_prefix + self.name

    def find(self, name: str) -> tuple[Where, int]:
        """Where a (mangled) name lives and, for free ones, how many frames up."""
        if name in self.globals:
            return Where.GLOBAL, 0
        if self.is_function and name in self.bound:
            return Where.LOCAL, 0
        if self.kind is ScopeKind.MODULE or (
            self.kind is ScopeKind.CLASS and name in self.bound and name not in self.nonlocals
        ):
            return Where.NAME, 0
        where, up = self._find_outside(name)
        if self.kind is ScopeKind.CLASS:
            if where is Where.FREE and name not in self.nonlocals:
                return Where.CLASS_FREE, up
            return (Where.NAME, 0) if where is Where.GLOBAL else (where, up)
        return where, up

    def _find_outside(self, name: str) -> tuple[Where, int]:
        scope, up = self.parent, 1
        while scope is not None:
            if scope.is_function:
                if name in scope.globals:
                    return Where.GLOBAL, 0
                if name in scope.bound:
                    return Where.FREE, up
            elif scope.kind is ScopeKind.CLASS and name == "__class__":
                return Where.CLASS_CELL, up
            scope, up = scope.parent, up + 1
        return Where.GLOBAL, 0

    def holder(self) -> Scope:
        """The scope that a walrus here binds in: comprehensions hand it on."""
        scope = self
        while scope.kind is ScopeKind.COMPREHENSION:
            assert scope.parent is not None
            scope = scope.parent
        return scope


def mangle(name: str, private: str | None) -> str:
    """``__name`` inside a class as the class's private name."""
    if private is None or not name.startswith("__") or name.endswith("__") or "." in name:
        return name
    stripped = private.lstrip("_")
    return f"_{stripped}{name}" if stripped else name


def refuse(reason: str, node: ast.AST) -> Undecided:
    """What a construct that CPython's compiler would refuse comes to: no decision."""
    line = getattr(node, "lineno", 0)
    return Undecided(UndecidedKind.LANGUAGE, f"line {line}: SyntaxError: {reason}")
