"""From runs to truth: two runs that agree, and the tests that tell something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from patchcritic.bench.mine.nouns import Outcomes
from patchcritic.domain import TestStatus

_FAILING = frozenset({TestStatus.FAILED, TestStatus.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The outcomes that two runs agree on, and what was dropped."""

    statuses: Mapping[str, str]
    n_flaky: int = 0
    """Tests with another outcome in the second run."""
    n_unfinished: int = 0
    """Tests without an outcome: endless, cut off, or gone."""


def join_runs(first: Outcomes, second: Outcomes, wanted: Iterable[str] | None = None) -> Truth:
    """The outcomes that both runs agree on, of the wanted tests or of all that were seen."""
    known = set(first.statuses) | set(second.statuses) if wanted is None else set(wanted)
    statuses = {}
    n_flaky = n_unfinished = 0
    for node_id in sorted(known):
        one, other = status_of(first, node_id), status_of(second, node_id)
        if one is None or other is None:
            n_unfinished += 1
        elif one != other:
            n_flaky += 1
        else:
            statuses[node_id] = one
    return Truth(statuses=statuses, n_flaky=n_flaky, n_unfinished=n_unfinished)


def status_of(outcomes: Outcomes, node_id: str) -> str | None:
    """One test's outcome; None when it has none.

    A test whose file could not be collected is an error, as it is to those who run the suite.
    """
    status = outcomes.statuses.get(node_id)
    if status is None:
        path = node_id.partition("::")[0]
        is_broken = any(path == one or path.startswith(f"{one}/") for one in outcomes.broken)
        return TestStatus.ERROR if is_broken or "" in outcomes.broken else None
    return status if status in set(TestStatus) else None


def is_failing(status: str) -> bool:
    """Whether an outcome makes a suite fail."""
    return status in _FAILING


def is_associated(node_id: str, associated: frozenset[str]) -> bool:
    """Whether the association holds a test, by its own id or by its function's."""
    return node_id in associated or node_id.partition("[")[0] in associated
