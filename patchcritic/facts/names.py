"""Undefined names anywhere in a changed file, as pyflakes finds them."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.domain import SymbolKind
from patchcritic.facts.nouns import MODULE, Problem
from patchcritic.facts.tree import Tree
from patchcritic.symbols import Definition, SymbolIndex


def find_undefined_names(tree: Tree, path: str, index: SymbolIndex) -> tuple[Problem, ...]:
    """Names that no scope around their use binds; premises, since the line may never run."""
    from pyflakes import messages
    from pyflakes.checker import Checker

    module = tree.module(path)
    if module is None:
        return ()
    try:
        found = Checker(module, filename=path).messages
    except RecursionError:
        return ()
    symbols = index.symbols(tree.snapshot, path)
    definitions = symbols.definitions if symbols else ()
    return tuple(
        Problem(
            kind="undefined-name",
            path=path,
            line=item.lineno,
            message=f"The name `{item.message_args[0]}` is not defined in {path}.",
            scope=_scope_at(definitions, item.lineno),
            symbol=str(item.message_args[0]),
            raises="NameError",
        )
        for item in found
        if isinstance(item, messages.UndefinedName)
    )


def _scope_at(definitions: Iterable[Definition], line: int) -> str:
    """Qualified name of the outermost function or method that holds the line."""
    kinds = {SymbolKind.FUNCTION, SymbolKind.METHOD}
    around = [item for item in definitions if item.kind in kinds and item.start <= line <= item.end]
    return min(around, key=lambda item: item.start).qualname if around else MODULE
