from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from patchcritic.context.piece import render_piece
from patchcritic.context.testcode import TestReader

MakeCase = Callable[[Mapping[str, str], Mapping[str, str]], Any]
FILES = {
    "conftest.py": """
        import pytest

        @pytest.fixture
        def base():
            return 1

        @pytest.fixture
        def store(base):
            return base
    """,
    "checks.py": """
        class Checks:
            limit = 1
            def make(self):
                return self.limit
            def test_inherited(self):
                assert self.make() == 2
    """,
    "test_it.py": """
        import unittest
        import pytest
        from checks import Checks

        CASES = [("a", 1), ("b", 2)]

        @pytest.mark.parametrize(
            "name, n",
            [
                ("one", 1),
                ("two", 2),
                ("three", 3),
                ("four", 4),
                ("five", 5),
                ("six", 6),
                ("seven", 7),
                ("eight", 8),
                ("nine", 9),
            ],
        )
        def test_many(name, n, store):
            assert store == n

        @pytest.mark.parametrize("name, n", CASES)
        class TestGroup:
            def setup_method(self):
                self.x = 1

            def test_x(self, name, n):
                assert self.x == n

        class TestChecks(Checks):
            limit = 2

            def make(self):
                return self.limit

        class TestUnit(unittest.TestCase):
            def setUp(self):
                self.y = 1

            def test_y(self):
                assert self.y == 1
    """,
    "lib.py": "x = 1\n",
}


@pytest.fixture
def case(make_case: MakeCase) -> Any:
    return make_case(FILES, {"lib.py": "x = 2\n"})


def collect(case: Any, node_id: str) -> Any:
    return TestReader(case.patched).collect(case.tests()[node_id])


def test_only_the_own_case_of_many_is_shown(case: Any) -> None:
    code = collect(case, "test_it.py::test_many[five-5]")
    text = render_piece(case.patched, code.test).text
    assert code.case == "name='five', n=5"
    assert "('five', 5)".replace("'", '"') in text
    assert "seven" not in text
    assert "def test_many(name, n, store):" in text


def test_fixtures_and_their_fixtures_come_along(case: Any) -> None:
    code = collect(case, "test_it.py::test_many[one-1]")
    assert {piece.name for piece in code.support} >= {"conftest.py::store", "conftest.py::base"}
    assert code.roots[0] == ("test_it.py", "test_many")


def test_marks_of_the_class_give_the_case(case: Any) -> None:
    code = collect(case, "test_it.py::TestGroup::test_x[b-2]")
    assert code.case == "name='b', n=2"
    assert "test_it.py::TestGroup.setup_method" in {piece.name for piece in code.support}


def test_set_up_of_a_unittest_class(case: Any) -> None:
    code = collect(case, "test_it.py::TestUnit::test_y")
    assert [piece.name for piece in code.support] == ["test_it.py::TestUnit.setUp"]
    text = render_piece(case.patched, code.test).text
    assert "class TestUnit(unittest.TestCase):" in text


def test_an_inherited_test_comes_with_the_class_that_inherits_it(case: Any) -> None:
    code = collect(case, "test_it.py::TestChecks::test_inherited")
    assert code.test.path == "checks.py"
    names = {piece.name for piece in code.support}
    assert names >= {"test_it.py::TestChecks", "test_it.py::TestChecks.make"}
    outline = next(piece for piece in code.support if piece.name == "test_it.py::TestChecks")
    assert "limit = 2" in render_piece(case.patched, outline).text


def test_a_case_that_cannot_be_told_is_left_out(make_case: MakeCase) -> None:
    source = "import pytest\n\n@pytest.mark.parametrize('n', range(3))\ndef test_n(n): ...\n"
    case = make_case({"test_n.py": source, "lib.py": "x = 1\n"}, {"lib.py": "x = 2\n"})
    (test,) = list(case.tests().values())[:1]
    assert TestReader(case.patched).collect(test).case == ""


def test_the_cases_of_a_function_share_all_but_their_values(case: Any) -> None:
    reader, tests = TestReader(case.patched), case.tests()
    one = reader.collect(tests["test_it.py::test_many[one-1]"])
    two = reader.collect(tests["test_it.py::test_many[two-2]"])
    assert one.support is two.support
    assert one.roots is two.roots
    assert (one.case, two.case) == ("name='one', n=1", "name='two', n=2")
