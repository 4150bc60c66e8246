from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.pipeline.conftest import AREA_PATCH, repo

__all__ = ["repo"]

ROOT = Path(__file__).parents[2]
ANSWER = {"label": "pass", "p_pass": 0.9, "rationale": "quick"}


def test_ctrl_c_ends_within_two_seconds_with_what_was_answered(
    repo: Path,
    tmp_path: Path,
) -> None:
    diff, script, report = tmp_path / "a.patch", tmp_path / "a.jsonl", tmp_path / "report.json"
    diff.write_text(AREA_PATCH, encoding="utf-8")
    lines = [
        {"match": "*::test_area", "response": ANSWER},
        {"match": "*", "response": ANSWER, "delay_s": 60},
    ]
    script.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    command = [sys.executable, "-m", "patchcritic", "eval", "--repo", str(repo)]
    command += [
        "--diff",
        str(diff),
        "--model",
        f"scripted:{script}",
        "--format",
        "json",
        "-o",
        str(report),
    ]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PATCHCRITIC_CACHE_DIR": str(tmp_path / "c"),
            "PATCHCRITIC_TRACER": "off",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    answers = tmp_path / "c" / "answers.sqlite3"
    while not answers.exists() and process.poll() is None:
        time.sleep(0.05)  # an answer is stored as soon as it is there
    time.sleep(0.2)
    started = time.monotonic()
    process.send_signal(signal.SIGINT)
    stdout, stderr = process.communicate(timeout=20)

    assert time.monotonic() - started < 2
    assert (process.returncode, stderr) == (130, b"")
    document = json.loads(stdout)
    assert document == json.loads(report.read_text(encoding="utf-8"))
    assert document["interrupted"]
    assert [test["node_id"] for test in document["tests"]] == ["tests/test_shapes.py::test_area"]
    assert document["left_out"] == ["tests/test_shapes.py::test_area_of_nothing"]
    assert document["verdict"]["label"] == "uncertain"
