"""Results on disk: one flat JSON object a line, readable while the run still writes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, TypeVar

from patchcritic.domain import Label, Opinion, PSource, TestStatus, Usage, VerdictLabel
from patchcritic.domain.benchmark import PatchResult, TestResult
from patchcritic.errors import UsageProblem

_Result = TypeVar("_Result", TestResult, PatchResult)


def format_row(result: TestResult | PatchResult) -> str:
    """A result as one line, its end included; the same result gives the same bytes."""
    # Escaped, since odd names keep what is not UTF-8 as lone surrogates.
    return json.dumps(asdict(result), sort_keys=True) + "\n"


def read_test_rows(path: Path) -> Iterator[TestResult]:
    """The tests' results of a ``tests.jsonl``, one at a time.

    A last line that was cut off while it was written is left out.

    Raises:
        UsageProblem: while iterating; names the file and the line.
    """
    return _read(path, parse_test_row)


def read_patch_rows(path: Path) -> Iterator[PatchResult]:
    """The submissions' results of a ``patches.jsonl``; as ``read_test_rows``."""
    return _read(path, parse_patch_row)


def parse_test_row(line: bytes | str) -> TestResult:
    """One line of ``tests.jsonl``. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    row = _known_fields(line, TestResult)
    for name in ("status", "base_status"):
        row[name] = None if row.get(name) is None else TestStatus(row[name])
    row["label"] = Label(row["label"])
    row["p_source"] = PSource(row["p_source"])
    row["opinions"] = tuple(_read_opinion(one) for one in row.get("opinions", ()))
    row["usage"] = Usage(**row.get("usage", {}))
    return TestResult(**row)


def parse_patch_row(line: bytes | str) -> PatchResult:
    """One line of ``patches.jsonl``. Raises ``ValueError``, ``KeyError`` or ``TypeError``."""
    row = _known_fields(line, PatchResult)
    row["verdict"] = VerdictLabel(row["verdict"])
    row["usage"] = Usage(**row.get("usage", {}))
    return PatchResult(**row)


def _read_opinion(row: dict[str, Any]) -> Opinion:
    known = {**row, "label": Label(row["label"]), "p_source": PSource(row["p_source"])}
    return Opinion(**known)


def _known_fields(line: bytes | str, kind: type[_Result]) -> dict[str, Any]:
    """The row without what a later version may have added."""
    row = json.loads(line)
    if not isinstance(row, dict):
        raise ValueError("a row must be a JSON object")
    known = {field.name for field in fields(kind)}
    return {name: value for name, value in row.items() if name in known}


def _read(path: Path, parse: Callable[[bytes], _Result]) -> Iterator[_Result]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                if not line.endswith(b"\n"):
                    return  # the process was killed while it wrote
                try:
                    result = parse(line)
                except (ValueError, KeyError, TypeError) as error:
                    raise UsageProblem(
                        f"{path}:{number} is no row of results ({error}); delete that line, and "
                        "run the same command again"
                    ) from None
                yield result
    except OSError as error:
        raise UsageProblem(f"{path} cannot be read: {error.strerror or error}") from None
