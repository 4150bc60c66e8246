"""What one look at the machine or the model came to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    """Runs work, with less than they could have."""
    FAIL = "fail"
    """Nothing can be judged until this is mended."""
    SKIP = "skip"
    """Not looked at, or not needed for the chosen model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing looked at."""

    name: str
    state: State
    message: str
    """One sentence; where the state is not OK it says the way out."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """The same for programs; never a secret."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A look still to be taken."""

    name: str
    """What it is called while it runs."""
    run: Callable[[], tuple[Check, ...]]


def is_usable(checks: tuple[Check, ...]) -> bool:
    """Whether nothing stands in the way of a run."""
    return all(check.state is not State.FAIL for check in checks)


def run_task(task: Task) -> tuple[Check, ...]:
    """The task's checks; one that breaks is a failed check of its own, never a traceback."""
    try:
        return task.run()
    except Exception as error:
        kind = type(error).__name__
        message = f"This check itself failed ({kind}: {error}); please report it."
        return (Check(name=task.name, state=State.FAIL, message=message),)
