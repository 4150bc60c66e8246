"""Which instances a run takes, and which submissions of them."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from patchcritic.datasets import GOLD, read_instances, read_labels, read_submissions
from patchcritic.domain import Instance, LabelledPair, Submission
from patchcritic.errors import UsageProblem

EMPTY = "empty"
"""The reserved word, in place of a predictions file, for a submission that changes nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The instances of a run, and by their ids what belongs to them."""

    instances: tuple[Instance, ...]
    submissions: dict[str, tuple[Submission, ...]]
    labels: dict[tuple[str, str], tuple[LabelledPair, ...]] = field(default_factory=dict)
    """By instance and submission."""
    left_out: Counter[str] = field(default_factory=Counter)
    """Reason -> predictions that were not taken."""


def choose_instances(
    path: Path, *, pattern: str | None, limit: int | None, seed: int | None
) -> tuple[Instance, ...]:
    """The instances of a dataset in its order.

    Args:
        path: the dataset.
        pattern: only ids that fit it, as a shell's file names do; None for all.
        limit: at most so many: the first ones, or with a ``seed`` some drawn at random.
        seed: of the draw.

    Raises:
        UsageProblem: the file cannot be read, holds an id twice, or nothing is left.
    """
    found: dict[str, Instance] = {}
    for one in read_instances(path):
        if one.instance_id in found:
            raise UsageProblem(f"{path} holds the instance {one.instance_id} twice")
        if pattern is None or fnmatchcase(one.instance_id, pattern):
            found[one.instance_id] = one
    if not found:
        hint = f" that fits --filter {pattern}" if pattern else ""
        raise UsageProblem(f"{path} holds no instance{hint}")
    kept = list(found)
    if limit is not None and seed is not None and limit < len(kept):
        drawn = set(random.Random(seed).sample(sorted(kept), limit))
        kept = [name for name in kept if name in drawn]
    return tuple(found[name] for name in kept[:limit])


def select(
    instances: tuple[Instance, ...], sources: Sequence[str], *, labels: Path | None
) -> Selection:
    """The submissions to the chosen instances, one of each name, and their labels.

    ``sources`` are predictions files, or the words ``gold`` and ``empty``. Raises
    ``UsageProblem``.
    """
    chosen: dict[str, dict[str, Submission]] = {one.instance_id: {} for one in instances}
    left_out: Counter[str] = Counter()
    for source in dict.fromkeys(sources):
        for submission in _read_source(source, instances):
            group = chosen.get(submission.instance_id)
            if group is None:
                left_out["for instances that are not taken"] += 1
            elif submission.model_name_or_path in group:
                left_out["a second one of the same name"] += 1
            else:
                group[submission.model_name_or_path] = submission
    return Selection(
        instances=instances,
        submissions={name: tuple(group.values()) for name, group in chosen.items()},
        labels=_group_labels(labels, chosen),
        left_out=left_out,
    )


def digest_file(path: Path | None) -> str:
    """A short digest of a file's bytes; empty without a file. Raises ``UsageProblem``."""
    if path is None:
        return ""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror or error}") from None


def _read_source(source: str, instances: tuple[Instance, ...]) -> Iterable[Submission]:
    if source == GOLD:
        return read_submissions(GOLD, instances)
    if source == EMPTY:
        return (
            Submission(instance_id=one.instance_id, model_name_or_path=EMPTY, model_patch="")
            for one in instances
        )
    return read_submissions(Path(source))


def _group_labels(
    path: Path | None, chosen: dict[str, dict[str, Submission]]
) -> dict[tuple[str, str], tuple[LabelledPair, ...]]:
    groups: dict[tuple[str, str], list[LabelledPair]] = {}
    for pair in read_labels(path) if path else ():
        if pair.submission in chosen.get(pair.instance_id, ()):
            groups.setdefault((pair.instance_id, pair.submission), []).append(pair)
    return {key: tuple(group) for key, group in groups.items()}
