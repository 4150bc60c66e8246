"""The test itself: decorators, class headers, set-up, fixtures, and the case its id names."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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


def collect_test_code(tree: SourceTree, test: TestCase) -> TestCode:
    """Everything pytest runs for one test by itself, read from ``tree``."""
    span = test.span
    cases = _find_cases(tree, test)
    others = _other_cases(tree, test, cases)
    elided = tree.elidable(span) | others
    keep = set(range(span.start, span.end + 1)) | class_headers(tree, span.path, span.start)
    own = _definition_at(tree, span)
    support = list(_iter_support(tree, test))
    roots = [(span.path, own.qualname)] if own else []
    roots += [(path, found.qualname) for path, found in support]
    names = own.names if own else frozenset[str]()
    imports = show_imports(tree, span.path, names)
    return TestCode(
        test=Piece(
            role="test",
            path=span.path,
            keep=frozenset(keep - elided),
            elided=elided,
            name=str(test.node_id),
        ),
        case=", ".join(f"{name}={text}" for case in cases for name, text in case.values),
        support=(
            *([imports] if imports.keep else []),
            *(show_definition(tree, path, found, "fixture") for path, found in support),
        ),
        roots=tuple(dict.fromkeys(roots)),
        fixtures=_find_fixtures(tree, test),
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


def _find_cases(tree: SourceTree, test: TestCase) -> tuple[Case, ...]:
    if test.node_id.param is None:
        return ()
    marks: list[tuple[Case, ...]] = []
    around = list(tree.enclosing(test.span.path, test.span.end))
    for definition in reversed(around):
        span = Span(path=test.span.path, start=definition.start, end=definition.end)
        parsed = tree.parse(span)
        if parsed is None:
            continue
        decorators = _decorators(parsed[0])
        marks += read_marks(
            decorators, lambda name: _constant(tree, test.span.path, name), parsed[1]
        )
    return match_case(marks, test.node_id.param)


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


def _other_cases(tree: SourceTree, test: TestCase, cases: tuple[Case, ...]) -> frozenset[int]:
    """Lines of the other cases, when there are many and this test's own is known."""
    if not cases:
        return frozenset()
    parsed = tree.parse(test.span)
    if parsed is None:
        return frozenset()
    marks = read_marks(_decorators(parsed[0]), lambda _: None, parsed[1])
    own = {line for case in cases for line in case.lines}
    listed = {line for mark in marks for case in mark for line in case.lines}
    first_lines = {test.span.start}
    others = listed - own - first_lines
    return frozenset(others) if len(others) > _MANY_CASES else frozenset()
