"""The values that the safe evaluator knows besides Python's own literals."""

from __future__ import annotations

import ast
from collections.abc import KeysView, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Final

from patchcritic.discovery.scopes import FunctionNode, Scope


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """One parsed file of the repository."""

    path: str
    scope: Scope
    tree: ast.Module
    classes: dict[int, Class] = field(default_factory=dict)
    """Those looked at so far, by line."""


class Unknown:
    """The one value that stands for everything that cannot be told from the source."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Function:
    """A function or lambda of the repository."""

    module: Module
    node: FunctionNode | ast.Lambda
    owner: Class | None = None
    bound: Mapping[str, Any] = field(default_factory=dict)
    """Values of the enclosing call's variables, for functions made by functions."""

    @property
    def name(self) -> str:
        """What ``__name__`` would be."""
        return "<lambda>" if isinstance(self.node, ast.Lambda) else self.node.name


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Class:
    """A class of the repository."""

    module: Module
    node: ast.ClassDef
    scope: Scope
    owner: Class | None = None

    @property
    def name(self) -> str:
        """What ``__name__`` would be."""
        return self.node.name


@dataclass(frozen=True, slots=True, kw_only=True)
class ModuleRef:
    """A module or package of the repository."""

    path: str
    dotted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class External:
    """Something imported from outside the repository."""

    dotted: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Instance:
    """An object whose type gives it no id of its own, so pytest counts it."""

    of: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Member:
    """A member of an ``enum.Enum`` whose type is neither str nor int."""

    of: Class
    name: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A compiled regular expression."""

    pattern: str | bytes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Param:
    """One ``pytest.param(...)``; ``id`` is None when it names none."""

    values: tuple[Any, ...]
    id: Any = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """A ``pytest.mark``, with the arguments it was called with."""

    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)

    def applied_to(self, target: Function | Marked) -> Marked:
        """What a call with a function as the only argument gives."""
        if isinstance(target, Marked):
            return Marked(function=target.function, marks=(*target.marks, self))
        return Marked(function=target, marks=(self,))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Marked:
    """A function that a mark was applied to by a call."""

    function: Any
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FixtureMark:
    """A ``pytest.fixture`` decorator, with the options it was called with."""

    options: Mapping[str, Any] = field(default_factory=dict)


def is_plain(value: Any) -> bool:
    """Whether a value is made of Python literals only, so that comparing it means something."""
    if value is None or isinstance(value, bool | int | float | complex | str | bytes):
        return True
    if isinstance(value, list | tuple | set | frozenset):
        return all(is_plain(item) for item in value)
    if isinstance(value, dict):
        return all(is_plain(item) for pair in value.items() for item in pair)
    if isinstance(value, KeysView):
        return all(is_plain(key) for key in value)
    return isinstance(value, range | slice | PurePath)
