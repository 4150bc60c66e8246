"""The search outwards from what changed: best first, over names."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from patchcritic.domain import SymbolKind
from patchcritic.impact.bindings import Bindings, Place
from patchcritic.impact.corpus import Corpus, ParsedFile
from patchcritic.impact.hierarchy import Hierarchy
from patchcritic.impact.programs import Programs, find_runners
from patchcritic.impact.structure import Structure, is_storing
from patchcritic.impact.uses import Target, Uses, is_fixture, kind_of_owner
from patchcritic.impact.visibility import Visibility
from patchcritic.symbols import MAIN_GUARD, MODULE, Definition

MIN_SCORE = 0.15
MIN_SCORE_LARGE = 0.4
"""Where the search ends, in a tree of up to 800 Python files and in a larger one. A step costs
5 to 20 %, more where a name is common: in 8 files it counts 0.87, in 100 files 0.64. A test is
taken down to the lower one in every tree: nothing uses it, so it costs nothing."""
_RUN_ON_IMPORT = 0.4
"""Weight of "its module runs changed code when it is imported": real, but seldom the cause."""


@dataclass(frozen=True, slots=True)
class Step:
    """How the search came to a place."""

    score: float
    distance: int
    parent: Place | None


class Finders:
    """What is known of one tree, shared by all searches in it."""

    def __init__(self, corpus: Corpus, is_test_file: Callable[[str], bool]) -> None:
        """Nothing is read yet."""
        self.corpus = corpus
        self.is_test_file = is_test_file
        bindings = Bindings(corpus)
        self.hierarchy = Hierarchy(corpus, bindings)
        self.visibility = Visibility(corpus, bindings)
        self.uses = Uses(corpus, bindings, self.hierarchy, self.visibility)
        self.structure = Structure(corpus, bindings, self.hierarchy)
        self.programs = Programs(corpus)


class Search:
    """Finds every place whose behaviour may depend on the seeds."""

    def __init__(self, finders: Finders) -> None:
        """Nothing is read before ``run``."""
        self.finders = finders
        self.floor = MIN_SCORE_LARGE if finders.corpus.is_large else MIN_SCORE
        self.steps: dict[Place, Step] = {}
        self.cut: set[Place] = set()
        """Below the floor, so not followed; some may be reached on a better way later."""
        self._queue: list[tuple[float, int, Place]] = []
        self._registries: set[Place] = set()
        """Reached as containers: who reads them is affected, who fills them is not."""

    def run(self, seeds: Iterable[tuple[Place, float]]) -> None:
        """Follow the seeds, each with its score, until nothing new is reached."""
        for place, score in seeds:
            self._reach(place, Step(score, 0, None))
        done: set[Place] = set()
        while self._queue:
            _, _, place = heapq.heappop(self._queue)
            if place in done:
                continue
            done.add(place)
            step = self.steps[place]
            for other, weight in self._next(place):
                score = step.score * weight
                if other in done:
                    continue
                if score >= self._floor_of(other):
                    self._reach(other, Step(score, step.distance + 1, place))
                else:
                    self.cut.add(other)

    def _is_test(self, place: Place) -> bool:
        """By its name, in a file of tests: a library's own ``Query.test`` is none."""
        is_named = place[1].rpartition(".")[2].startswith("test")
        return is_named and self.finders.is_test_file(place[0])

    def _floor_of(self, place: Place) -> float:
        is_test = self._is_test(place)
        return min(self.floor, MIN_SCORE) if is_test else self.floor

    def trail(self, place: Place) -> tuple[Place, ...]:
        """The places from this one to its seed."""
        found = [place]
        parent = self.steps[place].parent
        while parent is not None:
            found.append(parent)
            parent = self.steps[parent].parent
        return tuple(found)

    def _reach(self, place: Place, step: Step) -> None:
        known = self.steps.get(place)
        if known is None or known.score < step.score:
            self.steps[place] = step
            heapq.heappush(self._queue, (-step.score, step.distance, place))

    def _next(self, place: Place) -> Iterator[tuple[Place, float]]:
        path, qualname = place
        if qualname == MODULE:
            yield from self._next_of_module(path)
            return
        file = self.finders.corpus.file(path)
        one = file.by_qualname.get(qualname)
        owner_kind = kind_of_owner(file, qualname)
        is_function = one is not None and one.kind is not SymbolKind.CLASS
        is_nested = owner_kind not in (None, SymbolKind.CLASS)
        if is_function and not is_nested and self._is_test(place):
            return  # nobody calls a test
        has_users = False
        if owner_kind is None or owner_kind is SymbolKind.CLASS:
            target = self._target(place, one, is_member=owner_kind is not None)
            for user_file, user, weight in self.finders.uses.find(target):
                has_users = True
                yield from self._reach_user(target, user_file, user, weight)
            for assembler in self.finders.uses.find_assemblers(target):
                yield assembler, 0.6  # no user that counts: others may call it as unseen
            for alias in self.finders.uses.aliases(target):
                yield alias, 0.97
        for runner in self.finders.programs.runners_of(place):
            yield runner, 0.8
        if one is not None:
            yield from self._next_by_structure(place, one, has_users=has_users)
        elif owner_kind is not None:
            yield (path, qualname.rpartition(".")[0]), 0.9

    def _next_by_structure(
        self, place: Place, one: Definition, *, has_users: bool
    ) -> Iterator[tuple[Place, float]]:
        structure, is_private = self.finders.structure, self.finders.is_test_file(place[0])
        yield from structure.steps(place, one, has_users=has_users, is_private=is_private)
        for registry, weight in structure.registries(place[0], one):
            self._registries.add(registry)
            yield registry, weight

    def _target(self, place: Place, one: Definition | None, *, is_member: bool) -> Target:
        owner, _, name = place[1].rpartition(".")
        return Target(
            place=place,
            name=name,
            owner=owner if is_member else None,
            is_fixture=one is not None and is_fixture(one),
            is_private=self.finders.is_test_file(place[0]),
            is_nominal=self.steps[place].distance == 0,
            is_registered=one is not None and self.finders.structure.is_registered(place[0], one),
        )

    def _reach_user(
        self, target: Target, file: ParsedFile, user: Definition, weight: float
    ) -> Iterator[tuple[Place, float]]:
        if user.name == MAIN_GUARD or file.path.endswith("/__main__.py"):
            for runner in find_runners(self.finders.corpus, file.path):
                yield runner, weight * 0.9
            return
        if target.place in self._registries and is_storing(user):
            return
        if user.qualname == MODULE:
            yield from self._reach_statement(target, file, user, weight)
            return
        yield (file.path, user.qualname), weight
        if target.name in user.runs and not _is_inside_function(file, user):
            yield (file.path, MODULE), weight * _RUN_ON_IMPORT

    def _reach_statement(
        self, target: Target, file: ParsedFile, user: Definition, weight: float
    ) -> Iterator[tuple[Place, float]]:
        """A module's own statement either runs the target or only hands it to a registry."""
        is_run = target.name in user.runs
        filled = () if is_run else self.finders.structure.filled_by(file.path, user)
        registries = tuple(filled)
        for registry, share in registries:
            self._registries.add(registry)
            yield registry, weight * share
        if not registries:
            yield (file.path, MODULE), weight * 0.5

    def _next_of_module(self, path: str) -> Iterator[tuple[Place, float]]:
        for importer in self.finders.visibility.importers(path):
            yield (importer, MODULE), 0.9


def _is_inside_function(file: ParsedFile, one: Definition) -> bool:
    while one.parent != MODULE:
        parent = file.by_qualname.get(one.parent)
        if parent is None or parent is one:
            return False
        if parent.kind is not SymbolKind.CLASS:
            return True
        one = parent
    return False
