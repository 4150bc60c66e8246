"""Facts about a patch and about each of its tests, by inspection alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from patchcritic.domain import (
    ChangedSymbol,
    Fact,
    Label,
    NodeId,
    Patch,
    Snapshots,
    SymbolKind,
    TestCase,
    TestStatus,
)
from patchcritic.facts.bodies import TestBodies
from patchcritic.facts.compare import Novelty
from patchcritic.facts.engine import Engine
from patchcritic.facts.fixtures import LostFixtures
from patchcritic.facts.marks import find_marks
from patchcritic.facts.names import find_undefined_names
from patchcritic.facts.nouns import MODULE, Problem
from patchcritic.facts.place import Place, conftests_of, find_module, find_place
from patchcritic.facts.reach import find_unreached_fact
from patchcritic.facts.tree import ParsedStore, Tree
from patchcritic.facts.trust import Trust
from patchcritic.symbols import SymbolIndex

MAX_PREMISES = 8
"""Premises per test: a critic reads few, and the nearest come first."""


class FactFinder:
    """Finds what is certain about a patch without running anything.

    A problem becomes a fact only when the base tree has not got it in the same place: what base
    has too, while it works, is more likely our misjudgement than an error.
    """

    def __init__(
        self,
        snapshots: Snapshots,
        patch: Patch,
        changed: Sequence[ChangedSymbol],
        index: SymbolIndex,
    ) -> None:
        store = ParsedStore()
        self._index = index
        self._base = Engine(Tree(snapshots.base, store))
        self._patched = Engine(Tree(snapshots.patched, store))
        self._novelty = Novelty(self._base, self._patched, index)
        self._trust = Trust(self._patched.tree, self._patched.classes)
        self._bodies = TestBodies(self._patched)
        self._fixtures = LostFixtures(self._base.tree, self._patched.tree)
        self._patch = patch
        self._changed = tuple(symbol for symbol in changed if not symbol.is_cosmetic)

    def patch_facts(self) -> tuple[Fact, ...]:
        """Premises about the changed files: errors that the patch brings in, with their place."""
        found: list[Problem] = []
        for path in self._changed_paths():
            broken = self._patched.syntax_problem(path)
            if broken is not None:
                found.append(broken)
                continue
            found.extend(self._patched.module_problems(path))
            for scope in self._changed_scopes(path):
                found.extend(self._patched.scope_problems(path, scope))
            found.extend(find_undefined_names(self._patched.tree, path, self._index))
        seen = set()
        facts = []
        for problem in self._novelty.filter(found):
            place = (problem.path, problem.line, problem.kind, problem.symbol)
            if place not in seen:
                seen.add(place)
                facts.append(_as_fact(problem, None, decides=None))
        return tuple(facts)

    def _changed_paths(self) -> list[str]:
        paths = {file.path for file in self._patch.files if file.path.endswith(".py")}
        paths |= {symbol.path for symbol in self._changed if symbol.path.endswith(".py")}
        return sorted(paths & self._patched.tree.paths)

    def _changed_scopes(self, path: str) -> list[str]:
        kinds = {SymbolKind.FUNCTION, SymbolKind.METHOD}
        scopes = {
            item.qualname for item in self._changed if item.path == path and item.kind in kinds
        }
        return sorted(scopes)

    def test_facts(
        self, test: TestCase, *, is_reached: bool, base_status: TestStatus | None = None
    ) -> tuple[Fact, ...]:
        """Facts about one test, decisive ones first.

        ``is_reached`` says whether a changed symbol can be reached from the test. A fact's
        ``decides`` is set only when the outcome is certain.
        """
        module = find_module(self._patched.tree, test)
        place = find_place(self._patched.tree, test)
        facts: list[Fact] = []
        if module is not None:
            facts.extend(self._import_facts(test, module, base_status))
        if place is not None:
            facts.extend(self._body_facts(test, place, base_status))
            facts.extend(self._mark_facts(test, place, base_status))
            facts.extend(self._fixtures.find(test, place))
        if not is_reached and not any(fact.decides for fact in facts):
            unreached = find_unreached_fact(self._patch, test, base_status)
            facts.extend([unreached] if unreached else [])
        unique = list(dict.fromkeys(facts))
        unique.sort(key=lambda fact: fact.decides is None)
        return tuple(unique[:MAX_PREMISES])

    def _import_facts(
        self, test: TestCase, module: str, base_status: TestStatus | None
    ) -> Iterable[Fact]:
        tree = self._patched.tree
        is_plain = self._trust.is_import_plain(module) and _may_fail(base_status)
        for path in (*conftests_of(tree, module), module):
            problem = self._patched.import_problem(path)
            if problem is None or not self._novelty.is_new(problem):
                continue
            is_decisive = is_plain and not self._novelty.may_exist(problem)
            yield _as_fact(problem, test.node_id, decides=Label.FAIL if is_decisive else None)
        for problem in self._novelty.filter(self._patched.module_problems(module)):
            if not problem.is_certain:
                yield _as_fact(problem, test.node_id, decides=None)

    def _body_facts(
        self, test: TestCase, place: Place, base_status: TestStatus | None
    ) -> Iterable[Fact]:
        is_plain = _may_fail(base_status) and self._trust.is_body_plain(test, place)
        is_open = True
        for problems in self._bodies.iter_problems(test, place):
            for problem in self._novelty.filter(problems):
                is_decisive = (
                    is_plain
                    and is_open
                    and problem.is_certain
                    and self._trust.is_untouched(problem, place)
                    and not self._novelty.may_exist(problem)
                )
                is_open = is_open and not is_decisive
                yield _as_fact(problem, test.node_id, decides=Label.FAIL if is_decisive else None)

    def _mark_facts(
        self, test: TestCase, place: Place, base_status: TestStatus | None
    ) -> Iterable[Fact]:
        table = self._patched.tree.table(place.module)
        for mark in find_marks((place.node, *place.classes), table):
            verb = "is skipped" if mark.word == "skip" else "is expected to fail"
            where = "" if mark.is_literal else " on this platform and Python version"
            was_failing = base_status in {TestStatus.FAILED, TestStatus.ERROR}
            is_decisive = mark.word == "skip" and mark.is_literal and was_failing
            yield Fact(
                kind=f"test-{mark.word}",
                path=place.path,
                line=mark.line,
                message=f"The test {verb}{where}: `{mark.text}`.",
                decides=Label.FAIL if is_decisive else None,
                node_id=test.node_id,
            )


def _may_fail(base_status: TestStatus | None) -> bool:
    """A test that was skipped, or failed as expected, may go on doing so for reasons not seen."""
    return base_status not in {TestStatus.SKIPPED, TestStatus.XFAIL}


def _as_fact(problem: Problem, node_id: NodeId | None, *, decides: Label | None) -> Fact:
    message = problem.message
    if problem.steps:
        message = f"{message} The test meets it through {' -> '.join(problem.steps)}."
    elif node_id is None and problem.scope != MODULE:
        message = f"{message} It is in `{problem.scope}`."
    return Fact(
        kind=problem.kind,
        path=problem.path,
        line=problem.line,
        message=message,
        decides=decides,
        node_id=node_id,
    )
