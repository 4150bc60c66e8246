from __future__ import annotations

import pytest

from patchcritic.critics.calling import pacing
from patchcritic.critics.calling.faults import Fault
from patchcritic.critics.calling.pacing import choose_wait

PASSING = Fault(kind="provider", message="", may_pass=True)


@pytest.mark.parametrize(
    ("n_retries", "longest"), [(0, 0.5), (1, 1.0), (2, 2.0), (5, 16.0), (9, 60.0)]
)
def test_waits_double_and_are_spread(
    monkeypatch: pytest.MonkeyPatch, n_retries: int, longest: float
) -> None:
    monkeypatch.setattr(pacing, "BACK_OFF_S", 0.5)
    waits = [choose_wait(PASSING, n_retries, 10) or 0.0 for _ in range(400)]
    assert 0 <= min(waits) < 0.1 * longest
    assert 0.9 * longest < max(waits) <= longest


@pytest.mark.parametrize(
    ("fault", "n_retries"),
    [
        (Fault(kind="provider", message=""), 0),
        (PASSING, 3),
        (Fault(kind="provider", message="", may_pass=True, retry_after_s=61), 0),
    ],
    ids=["cannot pass", "retries used up", "asked to wait too long"],
)
def test_when_no_further_try_is_made(fault: Fault, n_retries: int) -> None:
    assert choose_wait(fault, n_retries, 3) is None


def test_never_shorter_than_asked() -> None:
    fault = Fault(kind="provider", message="", may_pass=True, retry_after_s=7)
    assert 7 <= (choose_wait(fault, 0, 3) or 0) <= 8
