"""The rows that calibration learns from: one arm of a run."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from patchcritic.bench.metrics import read_truth
from patchcritic.bench.rows import read_patch_rows, read_test_rows
from patchcritic.domain.benchmark import PatchResult, TestResult
from patchcritic.errors import UsageProblem

PatchKey = tuple[str, str]
"""Instance and submission."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """What one critic said of all tests, beside what they really did."""

    name: str
    dataset: str
    rows: tuple[TestResult, ...]
    resolved: dict[PatchKey, bool]
    """Whether a submission is right, where the run knows it."""

    @property
    def model(self) -> str:
        """As typed after ``--model``: the arm's name without its other settings."""
        return self.name.partition(" prompt=")[0].partition(" context=")[0]

    @property
    def answers(self) -> tuple[TestResult, ...]:
        """The rows that a critic answered, which are what a profile is applied to."""
        return tuple(row for row in self.rows if is_answer(row))

    @property
    def labelled(self) -> tuple[TestResult, ...]:
        """The answers whose truth is known."""
        return tuple(row for row in self.answers if read_truth(row.status) is not None)


def is_answer(row: TestResult) -> bool:
    """Whether a critic said it of its own accord: no fact decided it, it is no failure, and
    nothing tried to dictate it."""
    return (
        row.decided_by == "critic"
        and not row.features.get("is_failure")
        and not row.features.get("n_signs")
        and 0 <= row.p_raw <= 1
    )


def patch_of(row: TestResult | PatchResult) -> PatchKey:
    """Which patch a row is about."""
    return row.instance_id, row.submission


def read_arm(folder: Path, name: str | None = None) -> Arm:
    """The rows of one arm in the folder of a ``bench run``.

    Raises:
        UsageProblem: the rows cannot be read, hold no such arm, or several and none is named.
    """
    rows = tuple(read_test_rows(folder / "tests.jsonl"))
    names = sorted({row.arm for row in rows})
    shown = ", ".join(map(repr, names))
    if not names:
        raise UsageProblem(f"{folder} holds no test results; make some with patchcritic bench run")
    if name is None and len(names) > 1:
        raise UsageProblem(f"{folder} holds several arms; choose one with --arm: {shown}")
    chosen = names[0] if name is None else name
    if chosen not in names:
        raise UsageProblem(f"{folder} holds no arm {chosen!r}; choose one of {shown}")
    patches = folder / "patches.jsonl"
    return Arm(
        name=chosen,
        dataset=folder.resolve().name,
        rows=tuple(row for row in rows if row.arm == chosen),
        resolved={
            patch_of(row): row.is_resolved
            for row in (read_patch_rows(patches) if patches.exists() else ())
            if row.arm == chosen and row.is_resolved is not None and not row.error
        },
    )


def find_prompt_digest(arm: Arm) -> str:
    """The digest of the arm's one prompt, empty when nobody noted it.

    Raises:
        UsageProblem: the arm was asked with several, which no one profile fits.
    """
    digests = sorted({row.prompt_digest for row in arm.answers if row.prompt_digest})
    if len(digests) > 1:
        raise UsageProblem(
            f"the arm {arm.name!r} holds answers to {len(digests)} versions of its prompt "
            f"({', '.join(digests)}); run it anew into an empty folder"
        )
    return digests[0] if digests else ""


def digest_pairs(arm: Arm) -> str:
    """A short hash over which tests of which submissions were labelled, and how."""
    lines = sorted(
        "\0".join((row.instance_id, row.submission, row.node_id, str(row.status)))
        for row in arm.labelled
    )
    data = "\n".join(lines).encode("utf-8", "surrogateescape")
    return hashlib.sha256(data).hexdigest()[:16]
