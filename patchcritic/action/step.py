"""What a step leaves behind for those after it: outputs, a summary, and a folder of reports."""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MAX_SUMMARY = 1024 * 1024
"""Bytes of summary that a step may write; more and the runner shows none of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The runner's files; one that it did not name is not written."""

    output: Path | None
    summary: Path | None
    folder: Path
    """For reports, made anew for every step."""

    @classmethod
    def open(cls, environment: Mapping[str, str]) -> Step:
        """The step that is running, with a new folder under ``RUNNER_TEMP``."""
        output = environment.get("GITHUB_OUTPUT")
        summary = environment.get("GITHUB_STEP_SUMMARY")
        temporary = environment.get("RUNNER_TEMP") or None
        return cls(
            output=Path(output) if output else None,
            summary=Path(summary) if summary else None,
            folder=Path(tempfile.mkdtemp(prefix="patchcritic-", dir=temporary)),
        )

    def set_output(self, name: str, value: str) -> None:
        """Hand a value to later steps. What it holds cannot end it and begin another output."""
        if self.output is None:
            return
        mark = f"end-{secrets.token_hex(16)}"
        with self.output.open("a", encoding="utf-8", errors="replace") as file:
            file.write(f"{name}<<{mark}\n{value}\n{mark}\n")

    def write_report(self, name: str, text: str) -> Path:
        """Write a report and give its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8", errors="replace")
        return path

    @property
    def summary_room(self) -> int:
        """Bytes that the summary can still take."""
        if self.summary is None or not self.summary.exists():
            return MAX_SUMMARY
        return max(0, MAX_SUMMARY - self.summary.stat().st_size)

    def add_summary(self, text: str) -> None:
        """Add Markdown to the job's summary; what does not fit as a whole is left out."""
        raw = text.encode("utf-8", "replace")
        if self.summary is None or len(raw) > self.summary_room:
            return
        with self.summary.open("ab") as file:
            file.write(raw)
