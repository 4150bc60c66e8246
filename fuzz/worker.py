"""One target under atheris; what goes wrong is noted, and the run goes on."""

from __future__ import annotations

import hashlib
import os
import sys
import time
import traceback
from pathlib import Path

from fuzz.targets import TARGETS, Target

MAX_MB = 500
HANG_S = 2.0
"""Processor time of one input; wall time would count other programs' work."""
MAX_INPUT = 16_384


def run_worker(name: str, findings: Path, seconds: int) -> None:
    """Fuzz until the time is over; does not return. Needs atheris, of the extra ``fuzz``."""
    import atheris

    target = TARGETS[name]
    with atheris.instrument_imports(include=["patchcritic"]):
        target(b"")  # imports what the target needs
    watched = _watch(target, findings)
    arguments = [
        sys.argv[0],
        os.environ["PATCHCRITIC_FUZZ_CORPUS"],
        f"-max_total_time={seconds}",
        f"-max_len={MAX_INPUT}",
        f"-rss_limit_mb={MAX_MB}",
        "-timeout=60",
        "-print_final_stats=1",
        "-verbosity=0",
        f"-artifact_prefix={findings}/",
    ]
    atheris.Setup(arguments, watched)
    atheris.Fuzz()


def _watch(target: Target, findings: Path) -> Target:
    """The target, with every new kind of failure and every slow input written down once."""
    seen: set[str] = set()

    def note(kind: str, data: bytes, text: str) -> None:
        stem = hashlib.sha256(kind.encode()).hexdigest()[:12]
        if stem not in seen:
            seen.add(stem)
            (findings / f"{stem}.input").write_bytes(data)
            (findings / f"{stem}.txt").write_text(f"{kind}\n\n{text}", encoding="utf-8")

    def run(data: bytes) -> None:
        started = time.process_time()
        try:
            target(data)
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{type(error).__name__} at {frame.filename}:{frame.lineno}"
            note(where, data, traceback.format_exc())
        spent = time.process_time() - started
        if spent > HANG_S:
            note("hang", data, f"{spent:.1f} s of processor time")

    return run
