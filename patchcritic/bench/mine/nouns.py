"""What mining handles: sources, cases with their candidates, outcomes of test runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from patchcritic.domain import Instance, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A submission, what it is, and the tests that it may affect."""

    name: str
    kind: str
    """``gold``, ``empty``, ``drop`` (a hunk left out) or ``fault``."""
    patch: str
    associated: tuple[str, ...] = ()
    """Node ids that the static association found, without parameters where it knows none."""
    fault: Mapping[str, Any] | None = None
    """Where the fault was put in, for ``faults.jsonl``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An instance with its candidates; everything that running it needs."""

    instance: Instance
    candidates: tuple[Candidate, ...]
    test_files: tuple[str, ...]
    n_unreached: int = 0
    """Faults that were left out, since no test is associated with them."""

    def submission_of(self, candidate: Candidate) -> Submission:
        """The candidate as predictions files have it."""
        return Submission(
            instance_id=self.instance.instance_id,
            model_name_or_path=candidate.name,
            model_patch=candidate.patch,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcomes:
    """What one run of pytest left behind."""

    statuses: Mapping[str, str]
    """Node id to status, of the tests that came to an end."""
    broken: frozenset[str] = frozenset()
    """Test files that could not be collected."""
    has_ended: bool = True
    """False when the run was cut off: by its time limit, or because the process died."""
    seconds: float = 0.0
    tail: str = ""
    """The end of what pytest printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a run of somebody else's tests may go."""

    run_seconds: float = 600.0
    test_seconds: float = 5.0
    """Of processor time; twelve times as long by the clock."""
    memory_bytes: int = 4 << 30
    file_bytes: int = 256 << 20
    processes: int = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the user chose."""

    out: Path
    seed: int = 0
    per_package: int = 60
    """Faulted submissions per package, or per commit of a history."""
    jobs: int = 1
    is_executing: bool = False
    python: Path | None = None
    """The interpreter that runs the tests; the one that runs us when None."""
    is_installing: bool = False
    """Whether every package gets an environment of its own instead."""
    requirements: tuple[str, ...] = ()
    """Installed into environments beside pytest and the package's own requirements."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far one case is."""

    case: str
    doing: str
    n_done: int = 0
    n_total: int = 0


Listener = Callable[[Progress], None]
