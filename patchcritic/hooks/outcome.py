"""What became of one change, and what the hook as a whole exits with."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from patchcritic.errors import PatchcriticError

if TYPE_CHECKING:
    from patchcritic.domain import Evaluation


class OutcomeKind(StrEnum):
    """How a hook reads a verdict."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    UNJUDGED = "unjudged"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One change, judged or not."""

    title: str
    kind: OutcomeKind
    reason: str = ""
    """Why there is no verdict."""
    evaluation: Evaluation | None = None


def join_codes(outcomes: Iterable[Outcome], *, blocks: bool) -> int:
    """The exit code of the whole: 0 lets it through, 1 rejected, 4 no verdict, 130 interrupted.

    ``blocks`` is whether what has no verdict is held back.
    """
    kinds = {outcome.kind for outcome in outcomes}
    if OutcomeKind.INTERRUPTED in kinds:
        return 130
    if OutcomeKind.REJECTED in kinds:
        return 1
    return 4 if blocks and OutcomeKind.UNJUDGED in kinds else 0


def explain_failure(error: Exception) -> str:
    """Why nothing could be judged; a fault of ours is none of the user's merge."""
    if isinstance(error, PatchcriticError):
        return str(error)
    if os.environ.get("PATCHCRITIC_DEBUG"):
        raise error
    return f"internal error: {type(error).__name__}: {error}; please report it"


def explain_uncertain(evaluation: Evaluation) -> str:
    """Why an evaluation came to no verdict, in one clause."""
    coverage = evaluation.verdict.coverage
    if not coverage.associated:
        return "no test is associated with this change"
    counted = f"{coverage.judged} of {coverage.associated} tests judged"
    if evaluation.failures:
        return f"{counted}; {evaluation.failures[0].message.rstrip('.')}"
    if evaluation.left_out:
        return f"{counted}, {coverage.left_out} beyond --max-tests, none fails"
    return f"{counted}, none clearly enough" if not coverage.judged else f"{counted}, not all clear"
