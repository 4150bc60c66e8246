"""Rows of a file, each with the place it stands at, whatever the file's format."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from patchcritic.errors import UsageProblem

JSON_LINES = (".jsonl", ".ndjson")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row and where it stands, for messages."""

    place: str
    """``FILE:LINE`` of JSON lines, ``FILE, row N`` of other formats."""
    values: dict[str, Any]
    key: str = ""
    """The key that the row stands under, in a JSON object of rows."""

    def problem(self, reason: str) -> UsageProblem:
        """The error that says what is wrong with this row."""
        return UsageProblem(f"{self.place}: {reason}")


def iterate_rows(path: Path) -> Iterator[Row]:
    """The rows of a .jsonl, .json or .parquet file; JSON lines are read one at a time.

    Raises:
        UsageProblem: the file cannot be read, or a row is no object; names file and line.
    """
    suffix = path.suffix.lower()
    try:
        if suffix in JSON_LINES:
            yield from _read_lines(path)
        elif suffix == ".json":
            yield from _read_document(path)
        elif suffix == ".parquet":
            yield from _read_parquet(path)
        else:
            raise UsageProblem(f"{path}: its ending must be .jsonl, .json or .parquet")
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError as error:
        raise UsageProblem(f"{path} is not UTF-8 text: {error.reason}") from None


def _read_lines(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                place = f"{path}:{number}"
                yield _make_row(place, _parse(line, place, is_whole_file=False))


def _read_document(path: Path) -> Iterator[Row]:
    content = _parse(path.read_text(encoding="utf-8"), str(path), is_whole_file=True)
    if isinstance(content, dict) and "instance_id" not in content:
        for key, value in content.items():
            row = _make_row(f"{path}, key {key!r}", value)
            yield Row(place=row.place, values=row.values, key=str(key))
        return
    for number, value in enumerate(content if isinstance(content, list) else [content], start=1):
        yield _make_row(f"{path}, row {number}", value)


def _read_parquet(path: Path) -> Iterator[Row]:
    try:
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise UsageProblem(
            f"{path} is a parquet file, and pyarrow is not installed: run `pip install pyarrow`, "
            "or save the dataset as .jsonl"
        ) from None
    number = 0
    try:
        for batch in parquet.ParquetFile(path).iter_batches(batch_size=256):
            for values in batch.to_pylist():
                number += 1
                yield _make_row(f"{path}, row {number}", values)
    except ValueError as error:  # pyarrow.ArrowInvalid
        raise UsageProblem(f"{path} is no parquet file: {error}") from None


def _parse(text: str, place: str, *, is_whole_file: bool) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{place}:{error.lineno}" if is_whole_file else place
        raise UsageProblem(
            f"{where}: not valid JSON: {error.msg} at column {error.colno}"
        ) from None
    except RecursionError:
        raise UsageProblem(f"{place}: the JSON is nested too deeply") from None


def _make_row(place: str, value: Any) -> Row:
    if not isinstance(value, dict):
        raise UsageProblem(f"{place}: a row must be a JSON object, not {type(value).__name__}")
    return Row(place=place, values=value)
