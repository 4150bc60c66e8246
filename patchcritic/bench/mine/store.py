"""What mining has found so far: one folder per case, one file per submission that was run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from patchcritic.bench.mine.nouns import Candidate, Case
from patchcritic.domain import Instance

_VERSION = 1
"""Counted up when plans or results of before mean something else."""


class CaseStore:
    """The files of one case; each is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_case(self, key: str) -> Case | None:
        """The planned case; None when there is none, or one of other settings."""
        row = _read(self._folder / "plan.json")
        if row is None or row["key"] != key:
            return None
        instance: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in row["instance"].items()
        }
        return Case(
            instance=Instance(**instance),
            candidates=tuple(
                Candidate(**{**one, "associated": tuple(one["associated"])})
                for one in row["candidates"]
            ),
            test_files=tuple(row["test_files"]),
            n_unreached=row["n_unreached"],
        )

    def save_case(self, key: str, case: Case) -> None:
        """Keep the plan."""
        _write(self._folder / "plan.json", {"key": key, **asdict(case)})

    def load_result(self, name: str, digest: str) -> dict[str, Any] | None:
        """What was found by running a submission; None when it has to be run."""
        row = _read(self._folder / "results" / f"{name}.json")
        return row if row is not None and row["digest"] == digest else None

    def save_result(self, name: str, digest: str, result: Mapping[str, Any]) -> None:
        """Keep what was found."""
        _write(self._folder / "results" / f"{name}.json", {"digest": digest, **result})


def digest_of(*parts: object) -> str:
    """A key over everything that shapes what is kept under it."""
    text = json.dumps([_VERSION, *parts], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _read(path: Path) -> dict[str, Any] | None:
    try:
        row = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return row if isinstance(row, dict) else None


def _write(path: Path, row: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.partial")
    partial.write_text(json.dumps(row), encoding="utf-8")
    partial.replace(path)
