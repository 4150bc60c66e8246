"""Failing outcomes up to a cap, some passing ones, a control."""

from __future__ import annotations

import collections

from patchcritic.bench.mine.labels import MAX_CONTROLS, MAX_FAILING, MAX_PASSING, choose_pairs
from patchcritic.bench.mine.nouns import Candidate

STATUSES = {
    **{f"a.py::f{number}": "failed" for number in range(40)},
    **{f"a.py::p{number}": "passed" for number in range(40)},
    **{f"b.py::c{number}": "passed" for number in range(40)},
    "b.py::missed": "error",
}
CANDIDATE = Candidate(
    name="fault-0001",
    kind="fault",
    patch="",
    associated=tuple(one for one in STATUSES if one.startswith("a.py")),
)


def test_caps() -> None:
    pairs = list(choose_pairs("i", CANDIDATE, STATUSES, seed=1))
    counts = collections.Counter((pair.is_associated, pair.status.value) for pair in pairs)
    assert counts[True, "failed"] + counts[False, "error"] == MAX_FAILING
    assert counts[True, "passed"] == MAX_PASSING
    assert counts[False, "passed"] == MAX_CONTROLS
    assert [pair.node_id for pair in pairs] == sorted(pair.node_id for pair in pairs)
    assert pairs == list(choose_pairs("i", CANDIDATE, STATUSES, seed=1))
    assert pairs != list(choose_pairs("i", CANDIDATE, STATUSES, seed=2))


def test_the_few_other_submissions_get_more() -> None:
    gold = Candidate(name="gold", kind="gold", patch="", associated=CANDIDATE.associated)
    assert len(list(choose_pairs("i", gold, STATUSES, seed=1))) == 3 * (
        MAX_FAILING + MAX_PASSING + MAX_CONTROLS
    )


def test_few_outcomes_are_all_kept() -> None:
    pairs = list(choose_pairs("i", CANDIDATE, {"a.py::f1": "failed"}, seed=1))
    assert [(str(pair.node_id), pair.submission) for pair in pairs] == [("a.py::f1", "fault-0001")]
