"""One test function turned into test cases: its fixtures and its parameter ids."""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from patchcritic.discovery.classes import Classes
from patchcritic.discovery.evaluator import Evaluator
from patchcritic.discovery.fixtures import Closure, FixtureFinder, Visible, argument_names
from patchcritic.discovery.ids import (
    IdRules,
    NotStatic,
    Parametrization,
    as_parametrization,
    make_ids,
)
from patchcritic.discovery.layout import TestLayout
from patchcritic.discovery.marks import (
    UNREADABLE,
    MarkReader,
    direct_argnames,
    read_parametrize,
    used_fixtures,
)
from patchcritic.discovery.members import Found
from patchcritic.discovery.scopes import Defined
from patchcritic.discovery.values import Mark, Module
from patchcritic.domain import NodeId, TestCase

N_CASES: Final = 20_000
"""Parameter sets of one function; more are kept as the function alone."""
_HOOK: Final = "pytest_generate_tests"


class CaseMaker:
    """Makes test cases, remembering what all tests of a module see."""

    def __init__(
        self, evaluator: Evaluator, classes: Classes, fixtures: FixtureFinder, layout: TestLayout
    ) -> None:
        self._evaluator = evaluator
        self._fixtures = fixtures
        self._layout = layout
        self._marks = MarkReader(evaluator, classes)
        self._visible: dict[str, Visible] = {}

    def make(self, module: Module, found: Found) -> Iterator[TestCase]:
        """The test cases of one function, one for each set of parameters."""
        options = self._layout.options_of(module.path)
        marks = self._marks.marks_of(found.function, found.owners, module)
        direct = frozenset(
            name for mark in marks if mark.name == "parametrize" for name in direct_argnames(mark)
        )
        closure = self._close(module, found, marks, direct, options.usefixtures)
        rootdir = self._layout.rootdir_of(module.path)
        path = module.path[len(rootdir) :].lstrip("/")
        case = TestCase(
            node_id=NodeId(path=path, names=found.names),
            span=found.span,
            fixtures=closure.fixtures(),
        )
        if found.function is None:
            yield replace(case, note="it is made by a call, so its parameters are unknown")
            return
        if found.is_unittest:
            yield case
            return
        rules = IdRules(is_escaped=options.is_escaped, long_text=options.long_text)
        try:
            self._refuse_hooks(module, found, closure, direct)
            columns = [
                make_ids(given, rules, self._evaluator.call)
                for given in self._parametrizations(marks, closure)
            ]
            if math.prod(map(len, columns)) > N_CASES:
                raise NotStatic(f"there are more than {N_CASES} parameter sets")
        except NotStatic as reason:
            yield replace(
                case, is_parametrized=True, note=f"its parameter ids are unknown: {reason}"
            )
            return
        for row in itertools.product(*columns):
            shown = [text for text in row if text is not None]
            if not shown:
                yield case
                continue
            node_id = replace(case.node_id, param="-".join(shown))
            yield replace(case, node_id=node_id, is_parametrized=True)

    def _close(
        self,
        module: Module,
        found: Found,
        marks: Sequence[Mark],
        direct: frozenset[str],
        always: tuple[str, ...],
    ) -> Closure:
        if module.path not in self._visible:
            self._visible = {module.path: self._fixtures.visible_in_module(module)}
        visible: Visible = (
            *self._visible[module.path],
            *(self._fixtures.class_fixtures(owner) for owner in found.owners),
        )
        takes_fixtures = found.function is not None and not found.is_unittest
        asked = argument_names(found.function) if found.function and takes_fixtures else ()
        return self._fixtures.close(visible, (*always, *used_fixtures(marks), *asked), direct)

    def _refuse_hooks(
        self, module: Module, found: Found, closure: Closure, direct: frozenset[str]
    ) -> None:
        """A ``pytest_generate_tests`` hook near the test may parametrize what it names."""
        for source in self._fixtures.sources_of(module):
            binding = source.scope.latest(_HOOK)
            if binding is None or not isinstance(binding.bound, Defined):
                continue
            words = {
                node.value
                for node in ast.walk(binding.bound.node)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            if words & set(closure.names) - direct:
                raise NotStatic(f"{_HOOK} in {source.path} makes them")
        for owner in found.owners:
            if _HOOK in owner.scope.names:
                raise NotStatic(f"{_HOOK} in {owner.name} makes them")

    def _parametrizations(
        self, marks: Sequence[Mark], closure: Closure
    ) -> Iterator[Parametrization]:
        """pytest takes fixtures first, then the marks from the bottom decorator up."""
        iterate = self._evaluator.iterate
        named: set[str] = set()
        read = []
        for mark in marks:
            if mark is UNREADABLE:
                raise NotStatic("a decorator makes them")
            if mark.name == "parametrize":
                given = read_parametrize(mark, iterate)
                named.update(given.argnames)
                read.append(given)
        for definition in closure.parametrized():
            if definition.name not in named:
                yield as_parametrization(
                    definition.name, definition.params, definition.ids, iterate
                )
        if "anyio_backend" in closure.names and "anyio_backend" not in closure.definitions:
            raise NotStatic("the anyio plugin gives its backends")
        yield from read
