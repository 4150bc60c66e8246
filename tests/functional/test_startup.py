"""Asking for help costs little; what is heavy is loaded only by those who need it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("litellm", "git", "xllamacpp", "jinja2", "unidiff", "pyflakes")

LOADED = """
import sys
sys.argv = ["patchcritic", *sys.argv[1:]]
from patchcritic.cli import main
try:
    main()
finally:
    print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def modules_after(arguments: Sequence[str | Path], repo: Path) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *map(str, arguments)],
        cwd=repo,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["--version"], ["eval", "--help"], ["tests", "--help"], ["models", "--help"]],
    ids=" ".join,
)
def test_help_loads_nothing_heavy(repo: Path, arguments: list[str]) -> None:
    loaded = modules_after(arguments, repo)
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_no_provider_library_without_a_provider(
    repo: Path, patches: Path, script: Callable[[str], str]
) -> None:
    """Importing litellm alone takes 5 s: a preview and a scripted run must not pay for it."""
    change: list[str | Path] = ["eval", "--diff", patches / "format-clock.patch", "-m"]
    assert "litellm" not in modules_after([*change, script("all-pass")], repo)
    assert "litellm" not in modules_after([*change, "openai/gpt-5-mini", "--dry-run"], repo)


@pytest.mark.parametrize(
    "words", ["[default: 0.5]", "[default: fail]", "[default: auto]", "[env var: PATCHCRITIC_BASE"]
)
def test_help_keeps_what_stands_in_brackets(words: str, capfd: pytest.CaptureFixture[str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "patchcritic", "eval", "--help"],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "400"},
        check=True,
    )
    shown = " ".join(capfd.readouterr().out.split())
    assert words in shown
    assert "<bool>" not in shown
