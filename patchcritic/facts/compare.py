"""The guard against misjudgement: a problem counts only when base has not got it."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.facts.engine import Engine
from patchcritic.facts.names import find_undefined_names
from patchcritic.facts.nouns import Problem
from patchcritic.symbols import SymbolIndex

Key = tuple[str, str]


class Novelty:
    """Compares problems of the patched tree with those of the base tree."""

    def __init__(self, base: Engine, patched: Engine, index: SymbolIndex) -> None:
        self._base = base
        self._patched = patched
        self._index = index
        self._known: dict[tuple[str, str], frozenset[Key]] = {}

    def filter(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those that the patch brings in."""
        return [problem for problem in problems if self.is_new(problem)]

    def is_new(self, problem: Problem) -> bool:
        """Whether the base tree lacks the problem in the same function of the same file.

        A function that only the patched tree has counts as new.
        """
        if problem.kind == "syntax-error":
            return self._base.syntax_problem(problem.path) is None
        return _key(problem) not in self._base_keys(problem.path, problem.scope)

    def _base_keys(self, path: str, scope: str) -> frozenset[Key]:
        place = (path, scope)
        if place not in self._known:
            found = [
                *self._base.scope_problems(path, scope, is_exact=True),
                *self._base.scope_problems(path, scope),
            ]
            if self._base.tree.snapshot.blob_id(path) != self._patched.tree.snapshot.blob_id(path):
                names = find_undefined_names(self._base.tree, path, self._index)
                found.extend(item for item in names if item.scope == scope)
            self._known[place] = frozenset(_key(item) for item in found)
        return self._known[place]

    def may_exist(self, problem: Problem) -> bool:
        """Whether something outside the statement could provide what is missing after all."""
        tree = self._patched.tree
        if problem.kind == "missing-module":
            return tree.is_generated(problem.symbol) or self._base.tree.is_generated(problem.symbol)
        if problem.kind == "call-does-not-fit":
            qualname = problem.symbol.split(":")[1]
            return tree.has_store(qualname.rpartition(".")[2])
        if problem.kind in {"missing-name", "missing-attribute", "undefined-name"}:
            return tree.has_store(problem.symbol.rpartition(":")[2])
        return False


def _key(problem: Problem) -> Key:
    return (problem.kind, problem.symbol.rpartition(":")[2])
