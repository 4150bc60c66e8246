from __future__ import annotations

import pytest

from patchcritic.bench.metrics.resolution import is_resolved
from patchcritic.domain import TestStatus

P, F, E = TestStatus.PASSED, TestStatus.FAILED, TestStatus.ERROR
S, X = TestStatus.SKIPPED, TestStatus.XFAIL


@pytest.mark.parametrize(
    ("fail_to_pass", "pass_to_pass", "expected"),
    [
        ([P, P], [P], True),
        ([P], [], True),
        ([], [P], True),
        ([], [], None),
        ([P, F], [P], False),
        ([P], [E], False),
        ([S], [P], False),
        ([P], [S], True),
        ([X], [X], True),
        ([P, None], [P], None),
        ([P], [None], None),
        ([F, None], [None], False),
    ],
)
def test_the_rule(
    fail_to_pass: list[TestStatus | None],
    pass_to_pass: list[TestStatus | None],
    expected: bool | None,
) -> None:
    assert is_resolved(fail_to_pass, pass_to_pass) is expected
