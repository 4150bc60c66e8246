"""Runs pytest on a tree of files in a fresh folder. The only place that runs tests."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from patchcritic.bench.mine.nouns import Limits, Outcomes
from patchcritic.bench.mine.sandbox import Sandbox, clean_environment

_PLUGIN = "patchcritic_recorder"
_SOURCE_ROOTS = ("src", "lib", "")
_TAIL = 2000
# The project's own command line is put aside: coverage and parallel plugins are not installed.
# Rewriting assertions only makes messages, and halved the speed of a suite of 465 tests.
_FLAGS = (
    "-q", "--tb=no", "-p", "no:cacheprovider", "-p", _PLUGIN, "-o", "addopts=",
    "--continue-on-collection-errors", "--assert=plain",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TestRunner:
    """Runs tests with one interpreter, each time in a folder that is new and gone afterwards."""

    __test__ = False

    sandbox: Sandbox
    python: Path
    limits: Limits

    def run(
        self,
        files: Mapping[str, bytes],
        test_files: Iterable[str],
        *,
        wanted: Collection[str] | None = None,
        hash_seed: int = 0,
        seconds: float | None = None,
    ) -> Outcomes:
        """Run the tests of some files, or only the ``wanted`` node ids among them.

        ``hash_seed`` orders sets: outcomes that differ between two seeds are no outcomes.
        """
        seconds = min(seconds or self.limits.run_seconds, self.limits.run_seconds)
        with tempfile.TemporaryDirectory(
            prefix="patchcritic-mine-", ignore_cleanup_errors=True
        ) as name:
            scratch = Path(name).resolve()
            tree = scratch / "tree"
            _write_files(tree, files)
            self._prepare(scratch, wanted, seconds)
            present = [path for path in test_files if path in files]
            words = [str(self.python), "-m", "pytest", *_FLAGS, f"--rootdir={tree}", *present]
            started = time.monotonic()
            code = self.sandbox.run(
                words,
                folder=tree,
                environment=_environment(scratch, tree, self.python, hash_seed),
                log=scratch / "log",
                seconds=seconds,
            )
            outcomes = _read_outcomes(scratch, code, frozenset(present))
            return replace(outcomes, seconds=time.monotonic() - started)

    def _prepare(self, scratch: Path, wanted: Collection[str] | None, seconds: float) -> None:
        plugin = scratch / "plugin"
        plugin.mkdir()
        (scratch / "home").mkdir()
        shutil.copy(Path(__file__).with_name("recorder.py"), plugin / f"{_PLUGIN}.py")
        settings = {
            "record": str(scratch / "record"),
            "wanted": None if wanted is None else sorted(wanted),
            "test_seconds": self.limits.test_seconds,
            "limits": {
                "RLIMIT_CPU": int(seconds) + 10,
                "RLIMIT_AS": self.limits.memory_bytes,
                "RLIMIT_FSIZE": self.limits.file_bytes,
                "RLIMIT_NPROC": self.limits.processes,
                "RLIMIT_CORE": 0,
            },
        }
        (scratch / "settings.json").write_text(json.dumps(settings), encoding="utf-8")


def _environment(scratch: Path, tree: Path, python: Path, hash_seed: int) -> dict[str, str]:
    roots = [tree / one for one in _SOURCE_ROOTS if (tree / one).is_dir()]
    environment = clean_environment(scratch / "home")
    return {
        **environment,
        "PATH": f"{python.parent}:{environment['PATH']}",
        "PYTHONPATH": ":".join(map(str, [*roots, scratch / "plugin"])),
        "PYTHONHASHSEED": str(hash_seed),
        "PATCHCRITIC_RECORDER": str(scratch / "settings.json"),
    }


def _write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _read_outcomes(scratch: Path, code: int | None, test_files: frozenset[str]) -> Outcomes:
    statuses: dict[str, str] = {}
    broken: set[str] = set()
    has_ended = False
    record = scratch / "record"
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    for line in lines:
        row = _parse(line)
        if "test" in row:
            statuses[str(row["test"])] = str(row["status"])
        elif "broken" in row:
            broken.add(str(row["broken"]))
        has_ended = has_ended or "ended" in row
    if not lines and code is not None and code > 0:
        # pytest itself could not start: a conftest.py that cannot be imported.
        broken, has_ended = set(test_files), True
    tail = (scratch / "log").read_bytes()[-_TAIL:].decode("utf-8", "replace")
    return Outcomes(
        statuses=statuses,
        broken=frozenset(broken),
        has_ended=has_ended and code is not None,
        tail=tail,
    )


def _parse(line: str) -> dict[str, object]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError:  # cut off in the middle by a limit
        return {}
    return row if isinstance(row, dict) else {}


def default_python() -> Path:
    """The interpreter that runs us; not resolved, since a venv's link is what makes it one."""
    return Path(sys.executable)
