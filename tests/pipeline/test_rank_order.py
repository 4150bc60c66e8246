from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patchcritic.domain import Label, NodeId, Prediction, PSource
from patchcritic.pipeline.rank_order import RESOLUTION, measure, order
from patchcritic.pipeline.ranking import Standing
from patchcritic.verdict import decide_verdict


def stand(*ps: float | None, n_missing: int = 0, n_kept: int = 0) -> Standing:
    """The standing of a candidate whose tests have these p_pass; None abstains."""
    predictions = [
        Prediction(
            node_id=NodeId.parse(f"t.py::test_{n}"),
            label=Label.ABSTAIN if p is None else Label.PASS if p >= 0.5 else Label.FAIL,
            p_pass=0.5 if p is None else p,
            p_source=PSource.VERBALISED,
            rationale="",
            critic="c",
        )
        for n, p in enumerate(ps)
    ]
    verdict = decide_verdict(predictions, n_failures=n_missing, n_left_out=0, threshold=0.5)
    return measure(verdict, predictions, n_unknown=n_missing, n_kept=n_kept)


CASES = [
    # The label comes first, whatever the numbers.
    ("passes before uncertain", {"b": stand(0.99, None), "a": stand(0.6, 0.6)}, "a > b"),
    ("uncertain before fails", {"b": stand(0.9, 0.9, 0.4), "a": stand(0.9, 0.9, None)}, "a > b"),
    # Then how many tests fail, then the lowest, then the mean.
    ("fewer failures", {"b": stand(0.4, 0.4), "a": stand(0.1, 0.9)}, "a > b"),
    ("higher p_pass", {"b": stand(0.8, 0.99), "a": stand(0.9, 0.9)}, "a > b"),
    ("higher mean", {"b": stand(0.9, 0.9), "a": stand(0.9, 0.99)}, "a > b"),
    # Below the resolution nothing is told.
    ("near", {"a": stand(0.90), "b": stand(0.915)}, "a = b"),
    ("just apart", {"b": stand(0.90), "a": stand(0.92)}, "a > b"),
    ("no chains", {"a": stand(0.93), "b": stand(0.915), "c": stand(0.90)}, "a = b > c"),
    ("the order given", {"b": stand(0.9), "a": stand(0.91)}, "b = a"),
    # A test that is unknown may still fail, so it hides what would tell apart.
    ("both unsure", {"a": stand(0.9, None), "b": stand(0.7, None)}, "a = b"),
    ("one may fail as well", {"a": stand(0.1, 0.9, None), "b": stand(0.1, 0.1, 0.9)}, "a = b"),
    ("fails more in any case", {"b": stand(0.1, 0.1, None), "a": stand(0.1, 0.9, 0.9)}, "a > b"),
    ("taken away", {"b": stand(0.99, n_missing=1), "a": stand(0.9, 0.9)}, "a > b"),
    ("nothing known", {"a": stand(), "b": stand(None)}, "a = b"),
    ("alone", {"a": stand(0.2)}, "a"),
]


@pytest.mark.parametrize(
    ("standings", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_order(standings: dict[str, Standing], expected: str) -> None:
    groups: list[tuple[Any, ...]] = order(standings.items())

    assert " > ".join(" = ".join(group) for group in groups) == expected


def test_what_is_counted() -> None:
    standing = stand(0.9, 0.2, None, n_missing=2, n_kept=1)

    assert (standing.n_tests, standing.n_failing, standing.n_unknown) == (5, 1, 3)
    assert standing.mean_p == pytest.approx(0.55)
    assert standing.n_kept == 1
    assert stand().mean_p == 0.5


@given(st.lists(st.lists(st.none() | st.floats(0, 1), max_size=4), max_size=6), st.floats(0, 0.2))
def test_everyone_has_one_place_and_the_order_given_does_not_choose_it(
    all_ps: list[list[float | None]], resolution: float
) -> None:
    standings = {n: stand(*ps) for n, ps in enumerate(all_ps)}
    groups = order(standings.items(), resolution=resolution)
    backwards = order(reversed(standings.items()), resolution=resolution)

    assert sorted(n for group in groups for n in group) == sorted(standings)
    labels = [standings[n].verdict.label.value for group in groups for n in group]
    assert labels == sorted(labels, key=["pass", "uncertain", "fail"].index)
    assert len(groups) == len(backwards)


def test_the_resolution_is_that_of_the_options() -> None:
    pair = {"a": stand(0.95), "b": stand(0.9)}

    assert RESOLUTION < 0.05
    assert order(pair.items()) == [("a",), ("b",)]
    assert order(pair.items(), resolution=0.1) == [("a", "b")]
