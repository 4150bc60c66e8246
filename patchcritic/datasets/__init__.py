"""Datasets on disk: SWE-bench rows, predictions in their published shapes, labelled pairs."""

from __future__ import annotations

from patchcritic.datasets.readers import GOLD, read_instances, read_labels, read_submissions
from patchcritic.datasets.repositories import RepositoryFolder, Skipped
from patchcritic.datasets.writers import (
    write_instances,
    write_labels,
    write_rows,
    write_submissions,
)

__all__ = [
    "GOLD",
    "RepositoryFolder",
    "Skipped",
    "read_instances",
    "read_labels",
    "read_submissions",
    "write_instances",
    "write_labels",
    "write_rows",
    "write_submissions",
]
