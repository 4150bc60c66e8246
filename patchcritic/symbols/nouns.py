"""The values that describe one parsed file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from patchcritic.domain import SymbolKind

MODULE = "<module>"
"""The qualname of the pseudo-definition that stands for a file's module-level code."""
MAIN_GUARD = "__main__"
"""The name under which the body of ``if __name__ == "__main__":`` stands among the definitions."""

ParameterKind = Literal[
    "positional-only", "positional", "keyword-only", "var-positional", "var-keyword"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a function."""

    name: str
    kind: ParameterKind
    has_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A function, class or assigned name, with what its own code names.

    Its *own* code leaves out the definitions inside it: a method's names are not its class's,
    and a class attribute's value belongs to the attribute. Decorators, bases, defaults and
    annotations do belong to the definition they stand at.
    """

    name: str
    qualname: str
    """Dotted from the module inwards (``Schema.load``, ``outer.inner``); ``<module>`` for the
    module's own statements. Not unique: ``if``/``else``, overloads and setters repeat it."""
    kind: SymbolKind
    start: int
    """First line, decorators included."""
    end: int
    parent: str
    """Qualname of the enclosing class or function; ``<module>`` at top level."""
    decorators: tuple[str, ...] = ()
    """Dotted text without call arguments, for example ``pytest.fixture``."""
    bases: tuple[str, ...] = ()
    """Dotted text of a class's bases, without subscripts; ``""`` for one that is computed."""
    parameters: tuple[Parameter, ...] = ()
    is_async: bool = False
    names: frozenset[str] = frozenset()
    """Identifiers used: names, attributes, keyword arguments of calls, parameters."""
    strings: frozenset[str] = frozenset()
    """Identifier-like, dotted or path-like string literals."""
    loads: frozenset[str] = frozenset()
    """Those of ``names`` that are read as plain names and not assigned by this code itself.
    Annotations, ``except`` clauses and ``isinstance`` checks do not count, here and below: they
    name a class without running its code."""
    attributes: frozenset[str] = frozenset()
    """Those of ``names`` that are attributes of something else than ``self`` and ``cls``."""
    own_attributes: frozenset[str] = frozenset()
    """Those of ``names`` that are attributes of ``self``, ``cls`` or ``super()``."""
    runs: frozenset[str] = frozenset()
    """Names called when the definition itself is executed, on import: decorators and
    defaults, and all calls of a class body, an assignment or the module's statements."""
    digest: str = ""
    """Of the normalised syntax tree: no positions, comments, docstrings or formatting."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """One imported name: ``from <module> import <name> as <alias>``."""

    module: str | None
    """Dotted module as written; None in ``from . import x``."""
    name: str | None
    """The imported name, ``*`` for all; None for ``import <module>``."""
    alias: str
    """The name bound in the importing scope: ``a`` for ``import a.b``."""
    level: int
    """Leading dots."""
    line: int
    scope: str
    """Qualname of the function or class it stands in; ``<module>`` at top level."""
    is_conditional: bool
    """Whether it stands in ``try``, ``if`` or a loop, so that it may not run or may fail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSymbols:
    """What one file defines and imports, in source order; the module itself comes first."""

    definitions: tuple[Definition, ...] = ()
    imports: tuple[Import, ...] = ()
    error: str | None = None
    """Why the file could not be parsed; both tuples are empty then."""
    error_line: int | None = None
