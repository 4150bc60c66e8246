"""The test itself: decorators, class headers, set-up, fixtures, and the case its id names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from patchcritic.context.cases import Case, match_case, read_marks
from patchcritic.context.outline import class_headers, show_definition, show_imports
from patchcritic.context.piece import Piece
from patchcritic.context.source import SourceTree, is_function
from patchcritic.domain import Span, TestCase
from patchcritic.symbols import MODULE, Definition

_SET_UP = frozenset(
    [
        "setUp",
        "setUpClass",
        "asyncSetUp",
        "setup",
        "setup_method",
        "setup_class",
        "setUpModule",
        "setup_module",
        "setup_function",
        "pytestmark",
    ]
)
_MANY_CASES = 6
"""Lines of other cases from which on they are cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TestCode:
    """What belongs to one test before anything is searched for."""

    __test__ = False

    test: Piece
    case: str
    """The values its id stands for, for a reader; empty when it has none or they are unclear."""
    support: tuple[Piece, ...]
    """Fixtures and set-up code."""
    roots: tuple[tuple[str, str], ...]
    """Path and qualified name of all of them: where the search for called code starts."""
    fixtures: Mapping[str, tuple[str, str]]
    """The same of each fixture by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Function:
    """What all cases of one test function share."""

    support: tuple[Piece, ...]
    roots: tuple[tuple[str, str], ...]
    fixtures: Mapping[str, tuple[str, str]]
    marks: tuple[tuple[Case, ...], ...]
    """The cases of each mark, those on its classes included."""
    listed: frozenset[int]
    """Lines of the test on which its own cases stand."""


class TestReader:
    """Reads tests from one tree; what the cases of a function share is read once."""

    __test__ = False

    def __init__(self, tree: SourceTree) -> None:
        self._tree = tree
        self._functions: dict[TestCase, _Function] = {}

    def collect(self, test: TestCase) -> TestCode:
        """Everything pytest runs for one test by itself."""
        span = test.span
        key = replace(test, node_id=test.node_id.function_id)
        if key not in self._functions:
            self._functions[key] = _read_function(self._tree, test)
        found = self._functions[key]
        cases = match_case(found.marks, test.node_id.param) if test.node_id.param else ()
        elided = self._tree.elidable(span) | _other_cases(found, cases)
        keep = set(range(span.start, span.end + 1))
        keep |= class_headers(self._tree, span.path, span.start)
        return TestCode(
            test=Piece(
                role="test",
                path=span.path,
                keep=frozenset(keep - elided),
                elided=elided,
                name=str(test.node_id),
            ),
            case=", ".join(f"{name}={text}" for case in cases for name, text in case.values),
            support=found.support,
            roots=found.roots,
            fixtures=found.fixtures,
        )


def _read_function(tree: SourceTree, test: TestCase) -> _Function:
    span = test.span
    own = _definition_at(tree, span)
    support = list(_iter_support(tree, test))
    roots = [(span.path, own.qualname)] if own else []
    roots += [(path, found.qualname) for path, found in support]
    imports = show_imports(tree, span.path, own.names if own else frozenset())
    marks, listed = _read_cases(tree, test) if test.node_id.param else ((), frozenset[int]())
    return _Function(
        support=(
            *([imports] if imports.keep else []),
            *(show_definition(tree, path, found, "fixture") for path, found in support),
        ),
        roots=tuple(dict.fromkeys(roots)),
        fixtures=_find_fixtures(tree, test),
        marks=marks,
        listed=listed,
    )


def _definition_at(tree: SourceTree, span: Span) -> Definition | None:
    exact = [d for d in tree.enclosing(span.path, span.end) if is_function(d)]
    return exact[0] if exact else None


def _find_fixtures(tree: SourceTree, test: TestCase) -> dict[str, tuple[str, str]]:
    found = ((one, _definition_at(tree, one.span)) for one in test.fixtures)
    return {one.name: (one.span.path, own.qualname) for one, own in found if own is not None}


def _iter_support(tree: SourceTree, test: TestCase) -> Iterator[tuple[str, Definition]]:
    for fixture in test.fixtures:
        found = _definition_at(tree, fixture.span)
        if found is not None:
            yield fixture.span.path, found
    own = _definition_at(tree, test.span)
    yield from _iter_inherited(tree, test, own)
    classes = {".".join(test.node_id.names[:n]) for n in range(1, len(test.node_id.names))}
    parents = classes | {MODULE} | ({own.parent} if own else set())
    for path in dict.fromkeys((test.span.path, test.node_id.path)):
        for found in tree.definitions(path):
            if found.name in _SET_UP and found.parent in parents:
                yield path, found


def _iter_inherited(
    tree: SourceTree, test: TestCase, own: Definition | None
) -> Iterator[tuple[str, Definition]]:
    """Of a test that a class inherits: that class, and what it puts in place of the base's."""
    path, name = test.node_id.path, ".".join(test.node_id.names[:-1])
    found = tree.definition(path, name)
    if own is None or found is None or (path, name) == (test.span.path, own.parent):
        return
    yield path, found
    for member in tree.definitions(path):
        if member.parent == name and is_function(member) and member.name in own.names:
            yield path, member


def _read_cases(
    tree: SourceTree, test: TestCase
) -> tuple[tuple[tuple[Case, ...], ...], frozenset[int]]:
    """The marks' cases, the function's first, and the test's lines that its own ones take."""
    path = test.span.path
    marks: list[tuple[Case, ...]] = []
    listed: set[int] = set()
    for definition in reversed(tree.enclosing(path, test.span.end)):
        parsed = tree.parse(Span(path=path, start=definition.start, end=definition.end))
        if parsed is None:
            continue
        found = read_marks(
            _decorators(parsed[0]), lambda name: _constant(tree, path, name), parsed[1]
        )
        marks += found
        if (definition.start, definition.end) == (test.span.start, test.span.end):
            listed = {line for mark in found for case in mark for line in case.lines}
    return tuple(marks), frozenset(listed - {test.span.start})


def _decorators(module: ast.Module) -> list[ast.expr]:
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return node.decorator_list
    return []


def _constant(tree: SourceTree, path: str, name: str) -> ast.expr | None:
    found = tree.definition(path, name)
    parsed = tree.parse(Span(path=path, start=found.start, end=found.end)) if found else None
    for node in parsed[0].body if parsed else ():
        if isinstance(node, ast.Assign | ast.AnnAssign):
            return node.value
    return None


def _other_cases(found: _Function, cases: tuple[Case, ...]) -> frozenset[int]:
    """Lines of the other cases, when there are many and this test's own is known."""
    if not cases:
        return frozenset()
    others = found.listed - {line for case in cases for line in case.lines}
    return others if len(others) > _MANY_CASES else frozenset()
