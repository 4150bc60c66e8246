"""Suites that use pytest in many ways: the tracer must say what a real run says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from patchcritic.domain import NodeId
from patchcritic.domain.trace import TraceOutcome
from patchcritic.tracer.testing import Session

SUITES = Path(__file__).parent / "suites"
_LINE = re.compile(r"(PASSED|FAILED|ERROR|XFAIL|XPASS|SUBFAILED\(.*?\)) (\S+::.*?)(?: - .*)?")
_TRUTH = {
    "PASSED": "pass",
    "XPASS": "pass",
    "FAILED": "fail",
    "ERROR": "fail",
    "XFAIL": "undecided",
}


class FolderReader:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str) -> str | None:
        file = self._folder / path
        return file.read_text(encoding="utf-8") if file.is_file() else None

    def read_bytes(self, path: str) -> bytes | None:
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def list_folder(self, path: str) -> tuple[str, ...] | None:
        folder = self._folder / path
        if not folder.is_dir():
            return None
        return tuple(sorted(one.name + "/" * one.is_dir() for one in folder.iterdir()))


def unpack(suite: Path, folder: Path) -> None:
    """A suite is one text of several files, each under a line ``=== path``."""
    for part in re.split(r"^=== ", suite.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, _, text = part.partition("\n")
        file = folder / name.strip()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def run_pytest(folder: Path) -> dict[str, str]:
    """What pytest itself says of each test."""
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rA", "-p", "no:cacheprovider", "."],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "COLUMNS": "1000", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    found: dict[str, str] = {}
    for line in done.stdout.splitlines():
        if match := _LINE.fullmatch(line):
            said = "fail" if match[1].startswith("SUB") else _TRUTH[match[1]]
            if found.get(match[2]) != "fail":
                found[match[2]] = said
    assert found, done.stdout + done.stderr
    return found


@pytest.mark.parametrize("suite", sorted(SUITES.glob("*.txt")), ids=lambda path: path.stem)
def test_a_suite_is_traced_as_it_runs(suite: Path, tmp_path: Path) -> None:
    unpack(suite, tmp_path)
    truth = run_pytest(tmp_path)
    wrong = {}
    for node_id, expected in truth.items():
        session = Session(FolderReader(tmp_path), {})
        trace = session.trace(NodeId.parse(node_id))
        is_left_open = "open" in node_id and trace.outcome is TraceOutcome.UNDECIDED
        if trace.outcome != expected and not is_left_open:
            why = trace.undecidable or trace.witness
            wrong[node_id] = f"{expected} is {trace.outcome}: {why}"
    assert not wrong, "\n".join(f"{node_id}: {what}" for node_id, what in wrong.items())
