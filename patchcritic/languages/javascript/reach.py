"""From changed symbols to the tests that may notice, over names and imports."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from patchcritic.domain import Snapshot, SymbolKind
from patchcritic.impact.corpus import ParsedFile
from patchcritic.languages.javascript.graph import ScriptGraph, is_script
from patchcritic.languages.javascript.imports import DEFAULT
from patchcritic.symbols import MODULE, Definition, FileSymbols, Import, SymbolIndex

Place = tuple[str, str]
"""A path and a qualname."""
MIN_SCORE = 0.15
"""Where the search ends, as in the search over Python."""
_HANDED_ON = 0.35
"""Weight of ``{a, b}``: who uses a member mostly names it, and is found by that."""
_RUN_ON_IMPORT = 0.4
"""Weight of "a statement that runs when the module is imported uses it"."""
_BLOCKS = frozenset({"suite", "test", "hook"})


@dataclass(frozen=True, slots=True)
class Step:
    """How the search came to a place."""

    score: float
    distance: int
    parent: Place | None


class Reach:
    """Every place whose behaviour may depend on what changed, best first."""

    def __init__(self, snapshot: Snapshot, index: SymbolIndex) -> None:
        """Files are parsed when the search arrives at them."""
        self._snapshot = snapshot
        self._index = index
        self._graph = ScriptGraph(snapshot)
        self._files: dict[str, ParsedFile] = {}
        self.steps: dict[Place, Step] = {}

    def run(self, seeds: Iterable[tuple[Place, float]]) -> None:
        """Follow the seeds, each with its score, until nothing new is reached."""
        queue: list[tuple[float, Place]] = []
        for place, score in seeds:
            self._note(place, Step(score, 0, None), queue)
        done: set[Place] = set()
        while queue:
            place = heapq.heappop(queue)[1]
            if place in done:
                continue
            done.add(place)
            step = self.steps[place]
            for other, weight in self._next(place):
                score = step.score * weight
                if score >= MIN_SCORE and other not in done:
                    self._note(other, Step(score, step.distance + 1, place), queue)

    def trail(self, place: Place) -> tuple[str, ...]:
        """The names from this place to what changed, for a reader."""
        names: list[str] = []
        at: Place | None = place
        while at is not None:
            names.append(at[0] if at[1] in (MODULE, DEFAULT) else at[1])
            at = self.steps[at].parent
        return tuple(names)

    def _note(self, place: Place, step: Step, queue: list[tuple[float, Place]]) -> None:
        known = self.steps.get(place)
        if known is None or known.score < step.score:
            self.steps[place] = step
            heapq.heappush(queue, (-step.score, place))

    def file(self, path: str) -> ParsedFile:
        """The file's symbols; none when it is no script."""
        known = self._files.get(path)
        if known is None:
            symbols = self._index.symbols(self._snapshot, path) if is_script(path) else None
            known = self._files[path] = ParsedFile(path, symbols or FileSymbols())
        return known

    def _next(self, place: Place) -> Iterator[tuple[Place, float]]:
        path, qualname = place
        one = self.file(path).by_qualname.get(qualname)
        if qualname == MODULE:
            for importer in self._graph.importers(path):
                yield (importer, MODULE), 0.8
            yield from self._importing_names(path, {None, DEFAULT})
            return
        if qualname == DEFAULT:
            yield from self._importing_names(path, {None, DEFAULT})
        if one is not None and is_block(one):
            if one.decorators[0] == "hook":
                yield (path, one.parent), 0.97
            return
        has_users = False
        name = one.name if one is not None else qualname
        for other, weight in self._users(path, name, one):
            has_users = True
            yield other, weight
        yield from self._around(path, one, has_users=has_users)

    def _around(
        self, path: str, one: Definition | None, *, has_users: bool
    ) -> Iterator[tuple[Place, float]]:
        """What holds the definition, and the tests that stand inside it."""
        if one is None:
            return
        parent = self.file(path).by_qualname.get(one.parent)
        if parent is not None and one.parent != MODULE and not is_block(parent):
            is_hidden = one.kind is not SymbolKind.METHOD or one.name in ("constructor", "toString")
            if is_hidden or not has_users or one.name.startswith("["):
                yield (path, parent.qualname), 0.9
        for inner in self.file(path).symbols.definitions:
            if inner.parent == one.qualname and is_block(inner):
                yield (path, inner.qualname), 0.95

    def _importing_names(self, path: str, names: set[str | None]) -> Iterator[tuple[Place, float]]:
        """The names under which others hold what the module gives as a whole."""
        for importer in self._graph.importers(path):
            for one in self._imports_of(importer, path):
                if one.name not in names:
                    continue
                place = one.alias if one.alias not in ("", "*") else one.scope
                yield (importer, place), 0.97

    def _imports_of(self, importer: str, path: str) -> Iterator[Import]:
        for one in self.file(importer).symbols.imports:
            if self._graph.locate(importer, one.module) == path:
                yield one

    def _users(self, home: str, name: str, one: Definition | None) -> Iterator[tuple[Place, float]]:
        paths = self._graph.paths_with(name)
        commonness = 1 / (1 + 0.15 * math.log2(1 + len(paths) / 8))
        qualname = one.qualname if one is not None else name
        for path in paths:
            file = self.file(path)
            for alias in self._renamed(file, home, name):
                yield (path, alias), 0.97
            for user in file.users.get(name, ()):
                weight = self._weigh(file, user, home, name)
                if weight and (path, user.qualname) != (home, qualname):
                    factor = commonness if weight < 0.9 else 1.0
                    if user.qualname == MODULE:
                        factor *= _RUN_ON_IMPORT
                    yield (path, user.qualname), weight * factor

    def _renamed(self, file: ParsedFile, home: str, name: str) -> Iterator[str]:
        for one in file.symbols.imports:
            is_other = one.alias not in (name, "", "*")
            if one.name == name and is_other and self._leads_to(file.path, one, home):
                yield one.alias

    def _weigh(self, file: ParsedFile, user: Definition, home: str, name: str) -> float:
        """How sure the user means this definition by the name, 0..1."""
        path = file.path
        if name in user.loads or name in user.names:
            imports = file.imports_by_alias.get(name, ())
            if path == home or any(self._leads_to(path, one, home) for one in imports):
                if name in user.loads:
                    return 0.95
                if user.kind is SymbolKind.VARIABLE and user.name != DEFAULT:
                    return _HANDED_ON
        is_linked = self._graph.sees(path, home) or self._graph.sees(home, path)
        if not is_linked:
            return 0.0
        if name in user.own_attributes or name in user.attributes:
            return 0.85
        return 0.6 if name in user.strings else 0.0

    def _leads_to(self, path: str, one: Import, home: str) -> bool:
        target = self._graph.locate(path, one.module)
        return target is not None and self._graph.sees(target, home)


def is_block(one: Definition) -> bool:
    """Whether it is a suite, a test or a hook."""
    return bool(one.decorators) and one.decorators[0] in _BLOCKS
