"""Examples on disk, so that a second training analyses nothing again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from patchcritic.critics.static import FEATURES_VERSION
from patchcritic.domain import Instance, LabelledPair, Submission
from patchcritic.errors import UsageProblem
from patchcritic.training.example import Example, from_row, to_row


class KeptExamples:
    """A file of JSON lines, one a submission: its key and its examples."""

    def __init__(self, path: Path) -> None:
        """Read what is there; a line that was cut off is left out."""
        self._path = path
        self._known: dict[str, tuple[Example, ...]] = {}
        if not path.exists():
            return
        with path.open(encoding="utf-8") as file:
            for line in file:
                try:
                    row = json.loads(line)
                    self._known[row["key"]] = tuple(map(from_row, row["examples"]))
                except (ValueError, KeyError, TypeError):
                    continue

    def get(self, key: str) -> tuple[Example, ...] | None:
        """The examples of a submission; None when it has to be analysed."""
        return self._known.get(key)

    def add(self, key: str, examples: Sequence[Example]) -> None:
        """Keep the examples of a submission. Raises ``UsageProblem`` when it cannot be written."""
        self._known[key] = tuple(examples)
        row = {"key": key, "examples": [to_row(one) for one in examples]}
        try:
            with self._path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(json.dumps(row) + "\n")
        except OSError as error:
            reason = error.strerror or error
            raise UsageProblem(f"{self._path} cannot be written: {reason}") from None


def key_of(instance: Instance, submission: Submission, pairs: Sequence[LabelledPair]) -> str:
    """A key over everything that shapes a submission's examples."""
    parts = [
        FEATURES_VERSION,
        instance.instance_id,
        instance.base_commit,
        instance.test_patch,
        submission.model_name_or_path,
        submission.model_patch,
        sorted(f"{pair.node_id} {pair.status.value} {pair.kind}" for pair in pairs),
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:24]
