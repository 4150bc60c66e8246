"""From nouns to JSON lines, the whole file or none of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from patchcritic.datasets.rows import from_instance, from_label, from_submission
from patchcritic.domain import Instance, LabelledPair, Submission
from patchcritic.errors import UsageProblem


def write_rows(path: Path, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write rows as JSON lines in one step, and say how many. Raises ``UsageProblem``."""
    partial = path.with_name(f".{path.name}.partial")
    count = 0
    try:
        with partial.open("w", encoding="utf-8", newline="\n") as file:
            for row in rows:
                # Escaped, since what is not UTF-8 in a diff is kept as lone surrogates.
                file.write(json.dumps(row) + "\n")
                count += 1
        partial.replace(path)
    except OSError as error:
        raise UsageProblem(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        partial.unlink(missing_ok=True)
    return count


def write_instances(path: Path, instances: Iterable[Instance]) -> int:
    """Write a dataset as SWE-bench has it. Raises ``UsageProblem``."""
    return write_rows(path, map(from_instance, instances))


def write_submissions(path: Path, submissions: Iterable[Submission]) -> int:
    """Write a predictions file. Raises ``UsageProblem``."""
    return write_rows(path, map(from_submission, submissions))


def write_labels(path: Path, pairs: Iterable[LabelledPair]) -> int:
    """Write a labels file. Raises ``UsageProblem``."""
    return write_rows(path, map(from_label, pairs))
