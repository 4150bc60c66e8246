"""What the files of this folder hand to each other: entities, and problems with them.

``None`` always means "cannot tell"; ``GONE`` means "certainly not there". Only the second can
become a fact.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Gone(Enum):
    """The one value that says a name or module is certainly absent."""

    GONE = "gone"


GONE: Final = Gone.GONE

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
ScopeNode = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef

MODULE: Final = "<module>"


@dataclass(frozen=True, slots=True)
class ModuleRef:
    """A module of the repository."""

    path: str


@dataclass(frozen=True, slots=True)
class ClassRef:
    """A class at the top level of a module, or nested in another class."""

    path: str
    qualname: str
    node: ast.ClassDef


@dataclass(frozen=True, slots=True)
class FunctionRef:
    """A function or method as an expression sees it."""

    path: str
    qualname: str
    node: FunctionNode
    receiver: InstanceRef | ClassRef | None = None
    """What fills the first parameter; None for a plain function or a static method."""


@dataclass(frozen=True, slots=True)
class InstanceRef:
    """An object whose class is known."""

    cls: ClassRef
    is_exact: bool = True
    """False when it may be of a subclass, as ``self`` is in a method."""


Entity = ModuleRef | ClassRef | FunctionRef | InstanceRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that raises when its line is executed."""

    kind: str
    path: str
    line: int
    message: str
    scope: str
    """Qualified name of the function that holds the line, or ``<module>``."""
    symbol: str
    """What is missing or does not fit; with kind, path and scope it identifies the problem in
    another version of the file."""
    raises: str
    """Name of the builtin exception."""
    is_certain: bool = False
    """Whether executing the scope always executes the line."""
    route: frozenset[str] = frozenset()
    """Names that had to resolve as they stand in the source; a test that replaces one of them
    (mock, monkeypatch) takes the certainty away."""
    steps: tuple[str, ...] = ()
    """How execution gets from the test to the line, for a reader."""

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What stays the same when lines move."""
        return (self.kind, self.path, self.scope, self.symbol)
