"""``inject.jsonl``: rows as they come, and what a later run need not do again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import IO, Any

from patchcritic.bench.inject.nouns import FlaggedPlace, InjectRow, PlacedFault
from patchcritic.errors import UsageProblem

Key = tuple[str, str, str]
"""Instance, case, arm."""


class InjectStore:
    """Appends the rows of one case at a time, and holds those of before.

    Rows with tests that got no answer are forgotten when the folder is opened again, so that
    these are asked about once more.
    """

    def __init__(
        self, folder: Path, settings: Mapping[str, str], critics: Mapping[str, str]
    ) -> None:
        """Open a folder, new or of an earlier run.

        Args:
            folder: made when it is not there.
            settings: what shapes the cases and all answers; an earlier run must have had the same.
            critics: by arm the fingerprint of its critic.

        Raises:
            UsageProblem: the folder cannot be written to, or holds rows of other settings.
        """
        self.path = folder / "inject.jsonl"
        self._settings = _digest(settings)
        self._critics = {arm: _digest({"critic": one}) for arm, one in critics.items()}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            before = list(read_inject_rows(self.path)) if self.path.exists() else []
            self._check(before)
            self.rows = {key_of(row): row for row in before if not row.n_unanswered}
            self._rewrite()
            self._file: IO[str] = self.path.open("a", encoding="utf-8")
        except OSError as error:
            raise UsageProblem(
                f"--out {folder} cannot be written: {error.strerror or error}"
            ) from None

    def add(self, rows: Iterable[InjectRow]) -> None:
        """Write rows that are not there yet, and flush."""
        for row in rows:
            if key_of(row) in self.rows:
                continue
            whole = replace(row, settings=self._settings, critic=self._critics.get(row.arm, ""))
            self.rows[key_of(row)] = whole
            self._file.write(format_inject_row(whole))
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _check(self, rows: Iterable[InjectRow]) -> None:
        for row in rows:
            if row.settings != self._settings:
                what = "a run with another dataset, seed, number of faults, tolerance or option"
                raise UsageProblem(f"{self.path} is of {what}; choose another --out")
            if self._critics.get(row.arm, row.critic) != row.critic:
                raise UsageProblem(
                    f"{self.path} has rows of {row.arm} as it was asked otherwise; choose another "
                    "--out"
                )

    def _rewrite(self) -> None:
        partial = self.path.with_name(f".{self.path.name}.partial")
        text = "".join(map(format_inject_row, self.rows.values()))
        partial.write_text(text, encoding="utf-8")
        partial.replace(self.path)


def key_of(row: InjectRow) -> Key:
    """What tells a row from all others."""
    return (row.instance_id, row.case, row.arm)


def format_inject_row(row: InjectRow) -> str:
    """A row as one line, its end included."""
    flagged = [one._asdict() for one in row.flagged]
    # Escaped, since odd names keep what is not UTF-8 as lone surrogates.
    return json.dumps({**asdict(row), "flagged": flagged}, sort_keys=True) + "\n"


def read_inject_rows(path: Path) -> Iterator[InjectRow]:
    """The rows of an ``inject.jsonl``; a last line that was cut off is left out.

    Raises:
        UsageProblem: while iterating; names the file and the line.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return  # the process was killed while it wrote
            try:
                yield _parse_row(line)
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise UsageProblem(
                    f"{path}:{number} is no row of results ({error}); delete that line, and run "
                    "the same command again"
                ) from None


def _parse_row(line: bytes) -> InjectRow:
    known = {field.name for field in fields(InjectRow)}
    row: dict[str, Any] = {name: one for name, one in json.loads(line).items() if name in known}
    row["faults"] = tuple(PlacedFault(**one) for one in row["faults"])
    row["flagged"] = tuple(FlaggedPlace(**one) for one in row["flagged"])
    return InjectRow(**row)


def _digest(values: Mapping[str, str]) -> str:
    text = json.dumps(values, sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
