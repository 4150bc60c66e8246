"""Turns syntax trees into closures; what each kind of node becomes is registered by its module."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from patchcritic.tracer.core.exact import exact_sites
from patchcritic.tracer.core.frames import Frame
from patchcritic.tracer.core.realm import Realm
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.lang.scopes import Scope, mangle

if TYPE_CHECKING:
    from patchcritic.tracer.lang.guarding import Guarding

Run = Callable[[Frame], Any]
"""Evaluates an expression, or runs a statement and says how it ended (see ``signals``)."""
Store = Callable[[Frame, Any], None]
"""Binds a value to a target."""

Maker = Callable[["Translator", Any], Run]
M = TypeVar("M", bound=Callable[..., Any])
_MAKERS: dict[type[ast.AST], Maker] = {}
_STORES: dict[type[ast.AST], Callable[[Translator, Any], Store]] = {}


def translates(*kinds: type[ast.AST]) -> Callable[[M], M]:
    """Register what makes the closure of these kinds of nodes; what it raises itself is exact."""

    def register(maker: M) -> M:
        exact_sites(maker)
        for kind in kinds:
            _MAKERS[kind] = maker
        return maker

    return register


def stores(*kinds: type[ast.AST]) -> Callable[[M], M]:
    """Register what makes the closure that binds a value to these kinds of targets."""

    def register(maker: M) -> M:
        exact_sites(maker)
        for kind in kinds:
            _STORES[kind] = maker
        return maker

    return register


def _no_import(*args: Any) -> Any:
    raise Undecided(UndecidedKind.INTERNAL, "this world imports nothing")


def _no_module(module: Any, name: str) -> Any:
    raise Undecided(UndecidedKind.INTERNAL, "this world has no modules")


@dataclass(slots=True, eq=False)
class Lost:
    """One statement of a module that could not be evaluated."""

    path: str
    line: int
    error: Undecided


@dataclass(slots=True, eq=False)
class World:
    """What every closure of one interpreter shares."""

    realm: Realm
    guard: Guarding
    builtins: dict[str, Any]
    import_name: Callable[[str, dict[str, Any], tuple[str, ...] | None, int], Any] = _no_import
    """``__import__``'s work: name, globals of the importing module, from-list, level."""
    find_submodule: Callable[[Any, str], Any] = _no_module
    """A module's submodule of that name, or None."""
    plain_classes: dict[int, type | None] = field(default_factory=dict)
    """By ``id``: the classes whose instances need no guard, and None for others looked at."""
    is_host_module: Callable[[Any], bool] = bool
    is_unfinished: Callable[[Any], bool] = bool
    """Whether a module's statements are being evaluated."""
    lost: list[Lost] = field(default_factory=list)
    needs_frame: dict[int, Callable[[Frame, tuple[Any, ...], dict[str, Any]], Any]] = field(
        default_factory=dict
    )
    """By ``id``: the builtins that look at who calls them: ``globals``, ``exec``..."""


@dataclass(slots=True, eq=False)
class Unit:
    """One file, or one text that was exec'd."""

    path: str
    lines: list[str]
    scopes: dict[ast.AST, Scope]
    has_future_annotations: bool = False
    kept: dict[Any, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Translator:
    """Translates what stands in one scope of one unit."""

    world: World
    unit: Unit
    scope: Scope

    def expression(self, node: ast.expr) -> Run:
        """The closure that evaluates an expression."""
        maker = _MAKERS.get(type(node))
        if maker is None:
            raise Undecided(UndecidedKind.LANGUAGE, f"{type(node).__name__} is not covered")
        return maker(self, node)

    def statement(self, node: ast.stmt) -> Run:
        """The closure that runs a statement."""
        return self.expression(node)  # type: ignore[arg-type]

    def store(self, node: ast.AST) -> Store:
        """The closure that binds a value to a target."""
        maker = _STORES.get(type(node))
        if maker is None:
            raise Undecided(UndecidedKind.LANGUAGE, f"assignment to {type(node).__name__}")
        return maker(self, node)

    def inside(self, node: ast.AST) -> Translator:
        """The translator of what stands in the scope that this node opens."""
        return Translator(self.world, self.unit, self.unit.scopes[node])

    def mangle(self, name: str) -> str:
        """A name as it is looked up here: private names of classes are mangled."""
        return mangle(name, self.scope.private)
