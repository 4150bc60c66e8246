"""How soon ``patchcritic --help`` answers, and what it does not load for that."""

from __future__ import annotations

import subprocess
import sys

from bench._timing import ROOT, clean_environment, patchcritic, time_commands

HEAVY = ("litellm", "git", "xllamacpp", "jinja2", "unidiff", "pyflakes", "asyncio")
GOAL = 2.0

_LOADED = f"""
import sys
sys.argv = ["patchcritic", "--help"]
from patchcritic.cli import main
try:
    main()
except SystemExit:
    pass
print(*[name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)
"""


def main() -> None:
    """Print both medians, their ratio, and the heavy modules that were loaded."""
    commands = {
        "patchcritic --help": patchcritic("--help"),
        'python -c "import typer"': (sys.executable, "-c", "import typer"),
    }
    environment = clean_environment()
    medians = time_commands(commands, n_rounds=10, cwd=ROOT, env=environment)
    for name, seconds in medians.items():
        print(f"{name:26} {seconds * 1000:6.0f} ms (median of 10)")
    help_seconds, typer_seconds = medians.values()
    print(f"{'ratio':26} {help_seconds / typer_seconds:6.2f}    (goal <= {GOAL:g})")
    print(f"{'heavy modules loaded':26} {heavy_modules_loaded() or 'none'}")
    print(f"{'looked for':26} {', '.join(HEAVY)}")


def heavy_modules_loaded() -> str:
    """The heavy modules in ``sys.modules`` after ``patchcritic --help``."""
    done = subprocess.run(
        [sys.executable, "-c", _LOADED],
        cwd=ROOT,
        env=clean_environment(),
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stderr.strip()
