from __future__ import annotations

import pytest

from patchcritic.cli.doctor.nouns import Check, State, Task, is_usable, run_task


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ((), True),
        ((State.OK, State.WARN, State.SKIP), True),
        ((State.OK, State.FAIL), False),
    ],
)
def test_only_a_failure_stands_in_the_way(states: tuple[State, ...], expected: bool) -> None:
    checks = tuple(Check(name="x", state=state, message="") for state in states)
    assert is_usable(checks) is expected


def test_a_check_that_breaks_is_a_failed_check() -> None:
    def break_down() -> tuple[Check, ...]:
        raise ZeroDivisionError("by nought")

    (check,) = run_task(Task(name="odd", run=break_down))
    assert (check.name, check.state) == ("odd", State.FAIL)
    assert "ZeroDivisionError: by nought" in check.message
