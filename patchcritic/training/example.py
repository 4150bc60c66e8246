"""One labelled pair as numbers, and its line on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from patchcritic.domain import Label, TestStatus

PASSING = frozenset({TestStatus.PASSED})
FAILING = frozenset({TestStatus.FAILED, TestStatus.ERROR})


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What is known of one test of one submission, and its executed outcome."""

    repo: str
    """What cross-validation keeps together."""
    instance_id: str
    submission: str
    kind: str
    """``gold``, ``drop``, ``fault`` ...; no feature tells it."""
    node_id: str
    status: TestStatus
    is_reached: bool = True
    """Whether the association holds the test."""
    decided: Label | None = None
    """What facts decide; such a test does not come to the critic."""
    features: Mapping[str, float] = field(default_factory=dict)
    """Those that are not 0; empty where the critic is not asked."""

    @property
    def is_asked(self) -> bool:
        """Whether the critic is asked about it, and its outcome tells something."""
        is_told = self.status in PASSING or self.status in FAILING
        return is_told and self.is_reached and self.decided is None

    @property
    def is_pass(self) -> bool:
        """The executed outcome."""
        return self.status in PASSING


def to_row(example: Example) -> dict[str, Any]:
    """The example as JSON has it."""
    return asdict(example)


def from_row(row: Mapping[str, Any]) -> Example:
    """The example that a row holds. Raises ``KeyError``, ``TypeError`` or ``ValueError``."""
    known = dict(row)
    known["status"] = TestStatus(known["status"])
    known["decided"] = None if known["decided"] is None else Label(known["decided"])
    return Example(**known)
