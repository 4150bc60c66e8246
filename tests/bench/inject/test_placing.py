"""Several faults in one file: what they leave, and where they stand then."""

from __future__ import annotations

from itertools import combinations

import pytest

from patchcritic.bench.faults import Fault, propose_faults
from patchcritic.bench.inject.placing import fits_beside, locate_faults, put_in

SOURCE = """\
def first(a, b):
    log("é")
    if a < b:
        return a
    return b


def second(a):
    a += 1
    check(a)
    return a - 1
"""
TEXTS = {"a.py": SOURCE}


def _find(operator: str, line: int, path: str = "a.py") -> Fault:
    return next(
        one for one in propose_faults(path, SOURCE) if (one.operator, one.line) == (operator, line)
    )


@pytest.mark.parametrize(
    ("wanted", "lines", "texts"),
    [
        ([("wrong-comparison", 3)], [3], ["    if a > b:"]),
        # The call of line 2 goes, so what stands below moves up by one.
        ([("dropped-call", 2), ("off-by-one-boundary", 3)], [2, 2], ["    if a <= b:"] * 2),
        (
            [("dropped-branch", 3), ("dropped-call", 10), ("wrong-return", 11)],
            [3, 8, 8],
            ["    return b", "    return None", "    return None"],
        ),
        # An early return is a line more.
        ([("returned-early", 3), ("off-by-one", 9)], [3, 10], ["    return a", "    a += 2"]),
    ],
)
def test_faults_are_found_where_they_stand(
    wanted: list[tuple[str, int]], lines: list[int], texts: list[str]
) -> None:
    faults = [_find(*one) for one in wanted]
    changed = put_in(TEXTS, faults)
    assert changed is not None
    placed = locate_faults(changed, faults[::-1])
    assert [one.line for one in placed] == lines
    assert {one.operator for one in placed} == {operator for operator, _ in wanted}
    written = changed["a.py"].split("\n")
    assert [written[line - 1] for line in lines] == texts


def test_a_last_statement_left_out_stands_at_the_end() -> None:
    source = "def run(a):\n    a.b()\n    a.c()"
    fault = next(one for one in propose_faults("a.py", source) if one.line == 3)
    changed = put_in({"a.py": source}, [fault])
    assert changed == {"a.py": "def run(a):\n    a.b()\n"}
    assert locate_faults(changed, [fault])[0].line == 2


def test_no_sound_file_is_none() -> None:
    fault = _find("wrong-comparison", 3)
    assert put_in({"a.py": "def f(:\n"}, [fault]) is None


@pytest.mark.parametrize(
    ("one", "other", "fits"),
    [
        (("wrong-comparison", 3), ("off-by-one-boundary", 3), False),
        (("dropped-branch", 3), ("wrong-comparison", 3), False),
        (("wrong-return", 5), ("wrong-comparison", 3), True),
        (("returned-early", 3), ("wrong-return", 5), False),
        (("returned-early", 3), ("wrong-return", 11), True),
    ],
)
def test_what_fits_beside(one: tuple[str, int], other: tuple[str, int], fits: bool) -> None:
    assert fits_beside(_find(*one), [_find(*other)]) is fits
    assert fits_beside(_find(*other), [_find(*one)]) is fits
    assert fits_beside(_find(*one), [_find(*other, path="b.py")])


def test_every_pair_that_fits_can_be_put_in() -> None:
    faults = propose_faults("a.py", SOURCE)
    pairs = [pair for pair in combinations(faults, 2) if fits_beside(pair[0], pair[1:])]
    assert len(pairs) > 50
    for pair in pairs:
        changed = put_in(TEXTS, pair)
        assert changed is not None, pair
        n_lines = changed["a.py"].count("\n")
        assert all(1 <= one.line <= n_lines for one in locate_faults(changed, pair))
