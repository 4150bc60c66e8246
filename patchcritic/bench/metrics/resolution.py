"""When a submission counts as resolved: SWE-bench's rule."""

from __future__ import annotations

from collections.abc import Iterable

from patchcritic.domain import TestStatus

_GOOD = frozenset({TestStatus.PASSED, TestStatus.XFAIL})
"""An expected failure keeps the run green; SWE-bench's grading counts it as passed."""


def is_resolved(
    fail_to_pass: Iterable[TestStatus | None], pass_to_pass: Iterable[TestStatus | None]
) -> bool | None:
    """Whether every test that should pass does, from the executed outcomes; None for an unknown.

    A skipped fail-to-pass test is not resolved, since nothing showed that it is mended; a skipped
    pass-to-pass test is no regression. One known failure decides, whatever else is unknown; so
    None means that no known outcome speaks against it and not all are known. No tests at all
    leave it unknown too.
    """
    wanted, kept = list(fail_to_pass), list(pass_to_pass)
    if any(status is not None and status not in _GOOD for status in wanted):
        return False
    if any(status in (TestStatus.FAILED, TestStatus.ERROR) for status in kept):
        return False
    return None if None in wanted or None in kept or not (wanted or kept) else True
