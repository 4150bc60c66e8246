"""What a run of the tracer may use, and which session it runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class TracerSettings:
    """Bounds of the stage; running out of any of them leaves tests undecided, never wrong."""

    max_test_s: float = 8.0
    """Wall time of one test's process; the evaluator's own budget ends earlier."""
    max_load_s: float = 20.0
    """Wall time for evaluating a test file's modules."""
    max_total_s: float = 60.0
    """Wall time of the whole stage."""
    max_memory_mb: int = 1536
    """Address space of each process, 256 MB of stack among it."""
    session: str = "patchcritic.tracer.testing:Session"
    """``module:name`` of the class that traces; ``Session(reader, options)``."""
    options: dict[str, Any] = field(default_factory=dict)
    """What the session is given, as JSON."""
    folders: tuple[str, ...] = ()
    """Where the child finds the session's module besides our own package."""
    records_calls: bool = False
    """Whether calls are noted, for a person to read; slower."""
    needs_wall: bool = False
    """Whether nothing is traced where a layer of the wall is missing."""
