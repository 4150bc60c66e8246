"""The folder of a run: rows as they come, and what a later run need not do again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from patchcritic.bench.rows import format_row, parse_patch_row, read_patch_rows
from patchcritic.bench.run.nouns import Arm, Judged
from patchcritic.domain.benchmark import PatchResult
from patchcritic.errors import UsageProblem

Key = tuple[str, str, str]
"""Arm, instance, submission."""

_ODD = re.compile(r"[^\w.+=,@-]+")
_MAX_NAME = 120
_ARMS = "arms"


class RunStore:
    """Appends rows and says what is there already.

    A submission counts as done once its row is in ``patches.jsonl``; the rows of its tests and its
    report are written before. Rows that end in an error are tried again by the next run.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str], arms: Mapping[Arm, str]) -> None:
        """Open a folder, new or of an earlier run.

        Args:
            folder: made when it is not there.
            settings: what shapes rows besides the arms; an earlier run must have had the same.
            arms: each with the fingerprint of its critic.

        Raises:
            UsageProblem: the folder cannot be written to, or is of a run with other settings.
        """
        self.folder = folder
        self.tests_path = folder / "tests.jsonl"
        self.patches_path = folder / "patches.jsonl"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._agree(settings, {arm.name: digest for arm, digest in arms.items()})
            self.done = self._forget_unfinished()
            self._tests: IO[str] = self.tests_path.open("a", encoding="utf-8")
            self._patches: IO[str] = self.patches_path.open("a", encoding="utf-8")
        except OSError as error:
            raise UsageProblem(
                f"--out {folder} cannot be written: {error.strerror or error}"
            ) from None

    def add(self, judged: Judged) -> None:
        """Write what came of a submission, the row that says it is done last."""
        for arm, report in judged.reports.items():
            path = self.report_path(arm, judged.submission, judged.instance_id)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(report, indent=4) + "\n", encoding="utf-8")
        self._tests.write("".join(map(format_row, judged.tests)))
        self._tests.flush()
        self._patches.write("".join(map(format_row, judged.patches)))
        self._patches.flush()

    def report_path(self, arm: str, submission: str, instance_id: str) -> Path:
        """Where SWE-bench would look for a report: run, model, instance."""
        names = (arm, submission, instance_id)
        return self.folder.joinpath("reports", *map(file_name, names), "report.json")

    def close(self) -> None:
        """Close the files."""
        self._tests.close()
        self._patches.close()

    def sort_rows(self) -> None:
        """Put the rows into one order, so that the files do not tell who was first; closes."""
        self.close()
        for path in (self.patches_path, self.tests_path):
            blocks = sorted(_find_blocks(path))
            partial = path.with_name(f".{path.name}.partial")
            with path.open("rb") as source, partial.open("wb") as target:
                for _, start, end in blocks:
                    source.seek(start)
                    target.write(source.read(end - start))
            partial.replace(path)

    def _agree(self, settings: Mapping[str, str], arms: Mapping[str, str]) -> None:
        path = self.folder / "run.json"
        earlier: dict[str, Any] = {}
        if path.exists():
            try:
                earlier = json.loads(path.read_text(encoding="utf-8"))
            except ValueError:
                raise UsageProblem(f"{path} is damaged; choose another --out") from None
        elif self.patches_path.exists():
            raise UsageProblem(f"{self.folder} holds rows and no run.json; choose another --out")
        known = earlier.pop(_ARMS, {})
        for name, value in settings.items():
            if earlier and earlier.get(name) != value:
                raise UsageProblem(
                    f"{self.folder} is of a run with another {name} ({earlier.get(name)}, not "
                    f"{value}); give the same, or choose another --out"
                )
        for name, fingerprint in arms.items():
            if known.get(name, fingerprint) != fingerprint:
                raise UsageProblem(
                    f"{self.folder} has rows of {name} as it was asked otherwise (model, prompt "
                    "or options have changed); choose another --out"
                )
        text = json.dumps({**settings, _ARMS: {**known, **arms}}, indent=2, sort_keys=True)
        path.write_text(text + "\n", encoding="utf-8")

    def _forget_unfinished(self) -> frozenset[Key]:
        """Leave out rows of submissions that are to be done again, and half a last line."""
        if not self.patches_path.exists():
            self.tests_path.unlink(missing_ok=True)
            return frozenset()
        kept = {key_of(row) for row in read_patch_rows(self.patches_path) if not row.error}
        for path in (self.patches_path, self.tests_path):
            if not path.exists():
                continue
            partial = path.with_name(f".{path.name}.partial")
            with path.open("rb") as source, partial.open("wb") as target:
                target.writelines(
                    line
                    for line in source
                    if line.endswith(b"\n") and _key_of_line(line) in kept and _is_wanted(line)
                )
            partial.replace(path)
        return frozenset(kept)


def key_of(row: PatchResult) -> Key:
    """What tells a submission of an arm from all others."""
    return (row.arm, row.instance_id, row.submission)


def file_name(text: str) -> str:
    """A name as a folder may have it; ``/`` becomes ``__`` as in SWE-bench."""
    name = _ODD.sub("_", text.replace("/", "__"))[-_MAX_NAME:]
    return name if name.strip(".") else "_"


def _key_of_line(line: bytes) -> Key:
    row = json.loads(line)
    return (row["arm"], row["instance_id"], row["submission"])


def _is_wanted(line: bytes) -> bool:
    return "verdict" not in json.loads(line) or not parse_patch_row(line).error


def _find_blocks(path: Path) -> Iterator[tuple[Key, int, int]]:
    """Runs of lines of one submission and arm, with their places in the file."""
    with path.open("rb") as file:
        start = end = 0
        current: Key | None = None
        for line in file:
            key = _key_of_line(line)
            if key != current:
                if current is not None:
                    yield current, start, end
                current, start = key, end
            end += len(line)
        if current is not None:
            yield current, start, end
