"""What a person waiting is told, and how long each stage took."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from patchcritic.domain import CriticFailure, Prediction


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A stage began, or one test was answered."""

    stage: str
    result: Prediction | CriticFailure | None = None
    n_done: int = 0
    n_total: int = 0


Listener = Callable[[Event], None]


def ignore_events(_event: Event) -> None:
    """The listener of those who do not listen."""


@dataclass(slots=True)
class Clock:
    """Wall time per stage in seconds; tells the listener when one begins."""

    on_event: Listener = ignore_events
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what happens inside under ``name``; several visits add up."""
        self.on_event(Event(stage=name))
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
