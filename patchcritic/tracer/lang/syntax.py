"""Source text becomes a unit: parsed, its scopes read, what the compiler would refuse refused."""

from __future__ import annotations

import ast
import warnings
from typing import Any, Protocol

from patchcritic.tracer.core.exact import exact
from patchcritic.tracer.core.undecided import Undecided, UndecidedKind
from patchcritic.tracer.lang.reading import ScopeReader
from patchcritic.tracer.lang.translator import Translator, Unit, World


class Reader(Protocol):
    """The files of one tree."""

    def read(self, path: str) -> str | None:
        """A file's text; None when it is absent or no text."""

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        """The names in a folder, those of folders with ``/`` at the end; None without one."""


@exact
def parse(source: str, filename: str, mode: str) -> Any:
    """The tree of a source text.

    Raises:
        SyntaxError: as CPython would, with its message.
        Undecided: the text is nested too deeply for the host's parser.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source, filename, mode)
        except (RecursionError, MemoryError):
            pass
    raise Undecided(UndecidedKind.BUDGET, f"{filename} is nested too deeply")


def make_unit(
    tree: ast.AST, source: str, path: str, *, has_future_annotations: bool = False
) -> Unit:
    """Read a tree's scopes.

    Raises:
        Undecided: the compiler would refuse the text, or a part of it is not covered.
    """
    reader = ScopeReader()
    reader.has_future_annotations = has_future_annotations
    try:
        reader.read(tree)
    except RecursionError:
        reader.scopes.clear()
    if not reader.scopes:
        raise Undecided(UndecidedKind.BUDGET, f"{path} is nested too deeply")
    return Unit(path, source.splitlines(), reader.scopes, reader.has_future_annotations)


def translator_of(world: World, unit: Unit, tree: ast.AST) -> Translator:
    """What translates the outermost scope of a unit."""
    return Translator(world, unit, unit.scopes[tree])
