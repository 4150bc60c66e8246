"""From files to nouns, one at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from patchcritic.datasets.files import iterate_rows
from patchcritic.datasets.rows import to_instance, to_label, to_submission
from patchcritic.domain import Instance, LabelledPair, Submission

GOLD = "gold"
"""The reserved name of the reference patches, in place of a predictions file."""


def read_instances(path: Path) -> Iterator[Instance]:
    """The cases of a dataset file: .jsonl, .json, or .parquet where pyarrow is present.

    Raises:
        UsageProblem: while iterating; names the file, the line and the field.
    """
    return map(to_instance, iterate_rows(path))


def read_submissions(
    source: Path | str, instances: Iterable[Instance] = ()
) -> Iterator[Submission]:
    """The candidate patches of a predictions file in any of the three published shapes.

    Args:
        source: a .jsonl of predictions, a .json list of them, or a .json object of them by
            instance id; the word ``gold`` stands for every instance's own patch.
        instances: what ``gold`` takes the patches from.

    Raises:
        UsageProblem: while iterating; names the file, the line and the field.
    """
    if source == GOLD:
        return (
            Submission(instance_id=one.instance_id, model_name_or_path=GOLD, model_patch=one.patch)
            for one in instances
        )
    return map(to_submission, iterate_rows(Path(source)))


def read_labels(path: Path) -> Iterator[LabelledPair]:
    """The executed outcomes of a labels file. Raises ``UsageProblem`` while iterating."""
    return map(to_label, iterate_rows(path))
