"""Every command in the documentation runs, and prints what the page shows."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.docs.blocks import find_bare_fences, matches, read_commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    str(page.relative_to(ROOT))
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("**/*.md"))
)
RAN_ELSEWHERE = {
    "make ": "continuous integration, by hand before a release",
    "pip install ": "tests/functional/test_wheel.py",
    "patchcritic models pull": "tests/models, against a local index",
    "patchcritic bench mine": "tests/bench/mine, from local packages",
    "patchcritic bench train-static": "tests/training, with the extra",
    "python -m bench": "make bench",
    "patchcritic trace NODEID": "docs/tracer.md, with a node id",
    "pre-commit ": "tests/functional/git/test_hook_framework.py",
}
TRACED = {"README.md", "docs/quick-start.md", "docs/tracer.md"}
"""Elsewhere the tracer would leave nothing to ask about."""
VERDICTS = {0, 1, 4}
"""Exit codes of a command that did its work, whatever the verdict."""
MAX_SECONDS = 60


@pytest.mark.parametrize("name", PAGES)
def test_commands_run_as_shown(name: str, desk: Path, typed_environment: dict[str, str]) -> None:
    if name not in TRACED:
        typed_environment["PATCHCRITIC_TRACER"] = "off"
    problems = []
    for command in read_commands(ROOT / name):
        if command.text.startswith(tuple(RAN_ELSEWHERE)):
            continue
        done = subprocess.run(
            ["bash", "-c", command.text],
            cwd=desk,
            env=typed_environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=MAX_SECONDS,
            check=False,
        )
        where = f"{name}:{command.line}: $ {command.text}"
        if done.returncode not in VERDICTS or "Traceback" in done.stderr:
            problems.append(f"{where}\nexit code {done.returncode}\n{done.stdout}{done.stderr}")
        elif command.output and not matches(command.output, done.stdout + done.stderr):
            problems.append(f"{where}\nprints something else:\n{done.stdout}{done.stderr}")
    assert not problems, "\n\n".join(problems)


@pytest.mark.parametrize("name", PAGES)
def test_no_command_hides_from_the_test_above(name: str) -> None:
    assert find_bare_fences(ROOT / name) == []
