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
def parse(source: str, filename: str, mode: str, *, is_made: bool = False) -> Any:
    """The tree of a source text.

    Raises:
        SyntaxError: as CPython would, with its message.
        Undecided: the text is nested too deeply for the host's parser; or a program made it, and
            the compiler would warn of it.
    """
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        try:
            tree = ast.parse(source, filename, mode)
        except (RecursionError, MemoryError):
            tree = None
    if tree is not None and is_made and (heard or any(map(_is_odd, ast.walk(tree)))):
        raise Undecided(UndecidedKind.LANGUAGE, f"the compiler warns of {filename}")
    if tree is not None:
        return tree
    raise Undecided(UndecidedKind.BUDGET, f"{filename} is nested too deeply")


_NEVER_CALLED = (
    ast.Constant, ast.Tuple, ast.List, ast.ListComp, ast.Dict, ast.DictComp, ast.Set, ast.SetComp,
    ast.GeneratorExp, ast.JoinedStr,
)  # fmt: skip


def _is_odd(node: ast.AST) -> bool:
    """Whether CPython's compiler warns of it, though its parser does not."""
    if isinstance(node, ast.Assert):
        return isinstance(node.test, ast.Tuple) and bool(node.test.elts)
    if isinstance(node, ast.Call):
        return isinstance(node.func, _NEVER_CALLED)
    if isinstance(node, ast.Compare):
        is_identity = any(isinstance(each, ast.Is | ast.IsNot) for each in node.ops)
        return is_identity and any(map(_is_literal, [node.left, *node.comparators]))
    return False


def _is_literal(node: ast.expr) -> bool:
    singletons = (None, True, False, ...)
    return isinstance(node, ast.Constant) and not any(node.value is each for each in singletons)


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
