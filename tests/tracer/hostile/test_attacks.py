"""Known escapes and resource attacks as traced tests; what comes of them is seen from outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.domain.trace import TraceOutcome
from tests.tracer.hostile.conftest import (
    MAX_TEST_S,
    SECRET,
    Seen,
    list_attacks,
    read_attacks,
)

ALL = list_attacks(read_attacks(Path("canary"), Path("target"), 1))
ENDLESS = [one for one in ALL if "test_resources" in one and "endless" in one]
SLACK_S = 4.0
"""Beyond its budget, for a machine that does other things at the same time."""


def test_there_are_many() -> None:
    assert len(ALL) > 200
    assert len(set(ALL)) == len(ALL)


@pytest.mark.parametrize("attack", ALL)
def test_it_ends_in_time_and_sees_no_secret(seen: Seen, attack: str) -> None:
    trace = seen.traces[attack]

    assert SECRET not in repr(trace)
    # The first of a file waits for the evaluation of the file's modules too.
    assert seen.seconds[attack] < MAX_TEST_S + SLACK_S


@pytest.mark.parametrize("attack", ENDLESS)
def test_what_never_ends_is_undecided(seen: Seen, attack: str) -> None:
    trace = seen.traces[attack]

    assert trace.outcome is TraceOutcome.UNDECIDED
    assert trace.undecidable is not None
    assert trace.undecidable.kind == "budget"


def test_nothing_was_written(seen: Seen) -> None:
    assert not seen.has_target


def test_nothing_was_connected(seen: Seen) -> None:
    assert seen.n_connections == 0


def test_nothing_lives_on(seen: Seen) -> None:
    assert seen.n_left == 0
