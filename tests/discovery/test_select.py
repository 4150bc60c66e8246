from __future__ import annotations

import pytest

from patchcritic.discovery import select_tests
from patchcritic.domain import NodeId, Span, TestCase

IDS = (
    "tests/test_a.py::test_x",
    "tests/test_a.py::test_xy",
    "tests/test_a.py::TestA::test_p[a::b/c d]",
    "tests/test_a.py::TestA::test_p[]]",
    "tests/test_a.py::TestA::test_p[long one, very]",
    "tests/deep/test_b.py::test_unknown",
)


def case(text: str, *, is_parametrized: bool = False) -> TestCase:
    node_id = NodeId.parse(text)
    span = Span(path=f"lib/{node_id.path}", start=1, end=2)
    return TestCase(node_id=node_id, span=span, is_parametrized=is_parametrized)


TESTS = tuple(case(text, is_parametrized="unknown" in text) for text in IDS)


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("tests/test_a.py::test_x", [0]),
        ("./tests/test_a.py::test_x", [0]),
        ("lib/tests/test_a.py::test_x", [0]),
        ("tests/test_a.py::TestA", [2, 3, 4]),
        ("tests/test_a.py::TestA::test_p", [2, 3, 4]),
        ("tests/test_a.py::TestA::test_p[a::b/c d]", [2]),
        ("lib/tests/test_a.py::TestA::test_p[]]", [3]),
        ("tests/test_a.py::TestA::test_p[long", [4]),
        ("tests/test_a.py", [0, 1, 2, 3, 4]),
        ("tests/deep/", [5]),
        ("lib/tests", [0, 1, 2, 3, 4, 5]),
        (".", [0, 1, 2, 3, 4, 5]),
        ("tests/deep/test_b.py::test_unknown[any]", [5]),
        ("tests/deep/test_b.py::test_unknown[cut in", [5]),
        ("tests/test_a.py::test_", []),
        ("tests/test_a.py::TestA::test_p[other]", []),
        ("test_a.py", []),
    ],
)
def test_spellings(wanted: str, expected: list[int]) -> None:
    found = select_tests([wanted], TESTS)
    assert found.tests == tuple(TESTS[position] for position in expected)
    assert bool(found.unmatched) == (not expected)


def test_unmatched_names_come_with_the_nearest() -> None:
    found = select_tests(["tests/test_a.py::test_z", "tests/test_a.py::test_x", "???"], TESTS)
    assert [(one.wanted, one.nearest) for one in found.unmatched] == [
        ("tests/test_a.py::test_z", "tests/test_a.py::test_x"),
        ("???", None),
    ]
    assert found.tests == (TESTS[0],)
