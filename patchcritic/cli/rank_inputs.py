"""The candidates that a ranking is about, from diff files or a predictions file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from patchcritic.cli.inputs import refuse_escape
from patchcritic.errors import PatchNotReadable, UsageProblem
from patchcritic.pipeline.ranking import Candidate

if TYPE_CHECKING:
    from patchcritic.domain import Submission

MAX_NAMED = 5
"""Instances named in a message."""


def read_candidates(
    patches: Sequence[Path], predictions: Path | None, instance: str | None
) -> tuple[Candidate, ...]:
    """The candidates in the order given; one that is no diff is among them, with the reason.

    Raises:
        UsageProblem: there are none, both kinds are given, or a file cannot be read.
    """
    if bool(patches) == (predictions is not None):
        raise UsageProblem("give the candidates either as diff files or with --predictions FILE")
    if predictions is not None:
        return _read_predictions(predictions, instance)
    if instance is not None:
        raise UsageProblem("--instance chooses from --predictions; leave it out for diff files")
    return tuple(_read_file(path) for path in dict.fromkeys(patches))


def _read_file(path: Path) -> Candidate:
    from patchcritic.diff import read_patch

    refuse_escape(path, str(path))
    if not path.is_file():
        raise UsageProblem(f"{path}: there is no such file; name diff files to rank")
    try:
        return Candidate(name=str(path), patch=read_patch(path))
    except PatchNotReadable as error:
        return Candidate(name=str(path), patch=None, problem=str(error))


def _read_predictions(path: Path, instance: str | None) -> tuple[Candidate, ...]:
    from patchcritic.datasets import read_submissions

    submissions = list(read_submissions(path))
    known = list(dict.fromkeys(one.instance_id for one in submissions))
    if instance is None and len(known) > 1:
        shown = ", ".join(known[:MAX_NAMED])
        raise UsageProblem(
            f"{path} holds predictions for {len(known)} instances; choose one with --instance "
            f"({shown}{', ...' if known[MAX_NAMED:] else ''})"
        )
    chosen = [one for one in submissions if instance in (None, one.instance_id)]
    if not chosen:
        raise UsageProblem(f"{path} holds no prediction for {instance or 'any instance'}")
    names = _name_apart(one.model_name_or_path for one in chosen)
    return tuple(_read_one(one, name) for one, name in zip(chosen, names, strict=True))


def _read_one(submission: Submission, name: str) -> Candidate:
    from patchcritic.diff import parse_patch

    try:
        return Candidate(name=name, patch=parse_patch(submission.model_patch))
    except PatchNotReadable as error:
        return Candidate(name=name, patch=None, problem=str(error))


def _name_apart(names: Iterable[str]) -> list[str]:
    """The names, with a number behind each further one of the same: ``m``, ``m#2``."""
    seen: Counter[str] = Counter()
    apart = []
    for name in names:
        seen[name] += 1
        apart.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return apart
