from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from patchcritic.context.piece import Piece
from patchcritic.context.source import SourceTree
from patchcritic.context.testcode import TestCode
from patchcritic.context.testfit import fit_support, render_test

MakeTree = Callable[[Mapping[str, str | bytes]], SourceTree]


@pytest.fixture
def tree(make_tree: MakeTree) -> SourceTree:
    return make_tree({"t.py": "".join(f"step_{n} = {n}\n" for n in range(1, 201))})


def piece(start: int, end: int) -> Piece:
    keep = frozenset(range(start, end + 1))
    return Piece(role="fixture", path="t.py", keep=keep, name=f"{start}-{end}")


def code(case: str = "") -> TestCode:
    return TestCode(test=piece(1, 100), case=case, support=(), roots=(), fixtures={})


def test_the_case_stands_above_the_test(tree: SourceTree) -> None:
    snippet, dropped = render_test(tree, code("n=1"), 5000)
    assert snippet.text.startswith("# this case: n=1\n1|step_1 = 1\n")
    assert dropped == ()


def test_of_a_test_over_the_budget_the_middle_goes(tree: SourceTree) -> None:
    snippet, (dropped,) = render_test(tree, code(), 300)
    assert snippet.n_tokens <= 300
    assert snippet.text.startswith("1|step_1")
    assert snippet.text.endswith("100|step_100 = 100")
    assert "lines elided" in snippet.text
    assert dropped.reason == "the test is too large"


def test_smaller_fixtures_are_kept_and_larger_ones_recorded(tree: SourceTree) -> None:
    kept, dropped = fit_support(tree, [piece(101, 180), piece(190, 192)], 100)
    assert kept == [piece(190, 192)]
    assert [(one.title, one.reason) for one in dropped] == [("101-180", "over the budget")]
