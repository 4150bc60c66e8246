"""What a test looks like: its size, what it asserts, the words and literals it uses."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log1p

from patchcritic.critics.static.words import (
    literals_of,
    names_of,
    split_tokens,
    subwords_of,
)
from patchcritic.domain import TestCase
from patchcritic.symbols import SourceProblem, parse_source

_RAISES = frozenset(("raises", "assertRaises", "assertRaisesRegex", "toThrow", "rejects"))
_MOCKS = frozenset(("monkeypatch", "mock", "patch", "Mock", "MagicMock", "mocker"))
MAX_LINES = 400


@dataclass(slots=True)
class TestShape:
    """One test function as read once; what differs between its cases is its own parameter."""

    __test__ = False

    names: frozenset[str]
    literals: frozenset[str]
    words: frozenset[str]
    """Subwords of all names and of the literals."""
    raised: frozenset[str]
    """Names inside ``pytest.raises(...)`` and the like."""
    text: str
    features: dict[str, float] = field(default_factory=dict)


def read_test(text: str, test: TestCase) -> TestShape:
    """Read the test's lines out of its file's text."""
    lines = text.split("\n")[test.span.start - 1 : test.span.end][:MAX_LINES]
    own = textwrap.dedent("\n".join(lines))
    tokens = split_tokens(own)
    names, literals = names_of(tokens), literals_of(tokens)
    tree = _parse(own)
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call)] if tree else []
    asserts = list(_find_asserts(tree, calls)) if tree else []
    raising = [one for one in calls if _name_of(one) in _RAISES]
    shape = TestShape(
        names=names,
        literals=literals,
        words=subwords_of((*names, *literals)),
        raised=frozenset(
            one.id for call in raising for one in ast.walk(call) if isinstance(one, ast.Name)
        ),
        text=own,
    )
    n_equal = sum("==" in one or "Equal" in one for one in asserts)
    shape.features = {
        "test_lines": log1p(len(lines)),
        "test_asserts": log1p(len(asserts) or own.count("expect(")),
        "test_equalities": log1p(n_equal),
        "test_raises": float(bool(raising)),
        "test_only_raises": float(bool(raising) and not asserts),
        "test_calls": log1p(len(calls) or own.count("(")),
        "test_literals": log1p(len(literals)),
        "test_names": log1p(len(names)),
        "test_loops": float(any(isinstance(one, ast.For | ast.While) for one in ast.walk(tree)))
        if tree
        else 0.0,
        "test_mocks": float(bool(names & _MOCKS)),
        "test_fixtures": float(min(len(test.fixtures), 5)),
        "test_in_class": float(len(test.node_id.names) > 1),
    }
    return shape


def _parse(text: str) -> ast.Module | None:
    try:
        return parse_source(text)
    except SourceProblem:
        return None


def _find_asserts(tree: ast.Module, calls: list[ast.Call]) -> Iterator[str]:
    """The assertions in a form that tells an equality."""
    for one in ast.walk(tree):
        if isinstance(one, ast.Assert):
            is_equality = any(
                isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq)
                for part in ast.walk(one.test)
            )
            yield "==" if is_equality else "assert"
    for call in calls:
        name = _name_of(call)
        if name not in _RAISES and name.startswith(("assert", "eq_", "check")):
            yield name


def _name_of(call: ast.Call) -> str:
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""
