"""A whole ``patchcritic eval`` on the fixture, answered by the scripted critic."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench._timing import ROOT, clean_environment, patchcritic, time_commands

GOAL_SECONDS = 1.5
PATCH = ROOT / "fixtures" / "patches" / "interval-overlap.patch"
SCRIPT = f"scripted:{ROOT / 'fixtures' / 'scripted' / 'interval-overlap.jsonl'}"


def main() -> None:
    """Print medians beside ``git status`` on the same repository, and the seconds per stage."""
    with tempfile.TemporaryDirectory(prefix="patchcritic-bench-") as folder:
        repo = Path(folder) / "openhours"
        make_repo = str(ROOT / "fixtures" / "make_repo.py")
        subprocess.run([sys.executable, make_repo, repo], check=True, capture_output=True)
        environment = clean_environment(PATCHCRITIC_CACHE_DIR=str(Path(folder) / "cache"))
        judge = patchcritic("eval", "--diff", PATCH, "--model", SCRIPT, "--fail-on", "never")
        commands = {
            "eval, nothing kept": (*judge, "--no-cache"),
            "eval, all answers kept": judge,
            "git status": ("git", "status"),
        }
        medians = time_commands(commands, n_rounds=7, cwd=repo, env=environment)
        for name, seconds in medians.items():
            print(f"{name:24} {seconds * 1000:6.0f} ms (median of 7)")
        print(f"{'goal':24} < {GOAL_SECONDS * 1000:4.0f} ms")
        command = (*judge, "--no-cache", "--format", "json")
        done = subprocess.run(command, cwd=repo, env=environment, capture_output=True, check=True)
    report = json.loads(done.stdout)
    coverage = report["verdict"]["coverage"]
    print(f"{coverage['judged']} of {coverage['associated']} associated tests judged; stages:")
    for stage, seconds in report["seconds"].items():
        print(f"  {stage:22} {seconds * 1000:6.0f} ms")
