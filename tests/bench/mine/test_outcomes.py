"""Two runs agree, or there is no outcome."""

from __future__ import annotations

import pytest

from patchcritic.bench.mine.nouns import Outcomes
from patchcritic.bench.mine.outcomes import is_associated, join_runs


def outcomes(broken: tuple[str, ...] = (), **statuses: str) -> Outcomes:
    return Outcomes(
        statuses={f"t/a.py::{name}": value for name, value in statuses.items()},
        broken=frozenset(broken),
    )


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (outcomes(x="passed"), outcomes(x="passed"), ({"x": "passed"}, 0, 0)),
        (outcomes(x="passed"), outcomes(x="failed"), ({}, 1, 0)),
        (outcomes(x="failed"), outcomes(), ({}, 0, 1)),
        (outcomes(x="late"), outcomes(x="late"), ({}, 0, 1)),
        (outcomes(("t/a.py",)), outcomes(("t/a.py",)), ({"x": "error"}, 0, 0)),
        (outcomes(("t",)), outcomes(("",)), ({"x": "error"}, 0, 0)),
        (outcomes(("t/a",)), outcomes(("t/a",)), ({}, 0, 1)),
    ],
)
def test_joining(
    first: Outcomes, second: Outcomes, expected: tuple[dict[str, str], int, int]
) -> None:
    truth = join_runs(first, second, ["t/a.py::x"])
    statuses, n_flaky, n_unfinished = expected
    assert truth.statuses == {f"t/a.py::{name}": value for name, value in statuses.items()}
    assert (truth.n_flaky, truth.n_unfinished) == (n_flaky, n_unfinished)


def test_all_that_were_seen() -> None:
    truth = join_runs(outcomes(x="passed", y="passed"), outcomes(x="passed"))
    assert dict(truth.statuses) == {"t/a.py::x": "passed"}
    assert truth.n_unfinished == 1


@pytest.mark.parametrize(
    ("node_id", "is_near"),
    [("a.py::t", True), ("a.py::t[1]", True), ("a.py::u[1]", True), ("a.py::u[2]", False)],
)
def test_association_by_id_or_function(node_id: str, is_near: bool) -> None:
    assert is_associated(node_id, frozenset({"a.py::t", "a.py::u[1]"})) is is_near
