"""Shells complete commands and options, and loading nothing heavy is part of that."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = {"litellm", "git", "xllamacpp", "jinja2", "unidiff", "pyflakes"}

RUN = """
import sys
sys.argv = ["patchcritic"]
from patchcritic.cli import main
try:
    main()
finally:
    print("loaded", *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def type_words(**variables: str) -> tuple[str, set[str]]:
    """What is printed, and which modules were loaded for it."""
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={**os.environ, "PYTHONPATH": str(ROOT), **variables},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done.stdout, set(done.stderr.splitlines()[-1].split()[1:])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("patchcritic ", {"eval", "tests", "rank", "config", "doctor"}),
        ("patchcritic ev", {"eval"}),
        ("patchcritic config ", {"show"}),
        ("patchcritic eval --max-", {"--max-tests", "--max-cost", "--max-false-accept"}),
    ],
)
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_what_a_shell_is_offered(shell: str, typed: str, expected: set[str]) -> None:
    n_words = len(typed.split(" ")) - 1
    variables = {
        "bash": {"COMP_WORDS": typed, "COMP_CWORD": str(n_words)},
        "zsh": {"_TYPER_COMPLETE_ARGS": typed},
        "fish": {"_TYPER_COMPLETE_ARGS": typed, "_TYPER_COMPLETE_FISH_ACTION": "get-args"},
    }[shell]

    offered, loaded = type_words(_PATCHCRITIC_COMPLETE=f"complete_{shell}", **variables)

    words = set(re.findall(r"""(?:^|\(\(")"?([\w-]+)(?:"|\t|$)""", offered, re.MULTILINE))
    assert expected <= words
    assert "action" not in words
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_that_a_shell_reads(shell: str) -> None:
    script, loaded = type_words(_PATCHCRITIC_COMPLETE=f"source_{shell}")

    assert "_PATCHCRITIC_COMPLETE" in script
    assert f"complete_{shell}" in script
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.skipif(not Path("/bin/bash").exists(), reason="needs bash")
def test_bash_takes_the_script(tmp_path: Path) -> None:
    script, _ = type_words(_PATCHCRITIC_COMPLETE="source_bash")
    (tmp_path / "completion.sh").write_text(script, encoding="utf-8")

    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", 'source "$1" && complete -p patchcritic', "-",
         tmp_path / "completion.sh"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )  # fmt: skip

    assert done.stdout.startswith("complete "), done.stderr
