from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.script import VERSION, read_script, render_script

PYTHON = "/opt/odd 'name'/python"


def make(kind: HookKind = HookKind.PRE_PUSH, *, python: str = PYTHON, blocks: bool = False) -> str:
    return render_script(kind, python=python, options=("--model", "a b"), blocks=blocks)


@pytest.mark.parametrize("kind", HookKind)
def test_our_own_script_is_known(kind: HookKind) -> None:
    script = read_script(make(kind).encode())
    assert script is not None
    assert (script.version, script.is_edited, script.python) == (VERSION, False, PYTHON)
    assert "@" not in make(kind).replace('"$@"', "")


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text + "echo mine\n",
        lambda text: text.replace("a b", "a c"),
        lambda text: text.replace("digest ", "digest 0123456789abcdef"[:9], 1),
    ],
)
def test_an_edit_shows(edit: object) -> None:
    assert callable(edit)
    script = read_script(edit(make()).encode())
    assert script is None or script.is_edited


@pytest.mark.parametrize(
    "raw", [b"", b"#!/bin/sh\nexit 0\n", b"\xff\0\xfe", b"# patchcritic hook\n"]
)
def test_anothers_script_is_not_ours(raw: bytes) -> None:
    assert read_script(raw) is None


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    """Where a hook lies, with a folder for programs beside it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "hooks").mkdir()
    return tmp_path / "hooks" / "pre-push"


def write_program(path: Path, *lines: str) -> None:
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), encoding="utf-8")
    path.chmod(0o755)


def run(hook: Path, *arguments: str, stdin: str = "", shell: str | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [*([shell] if shell else []), str(hook), *arguments],
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        # No program of the system: the script may need none but the shell.
        env={"PATH": str(hook.parents[1] / "bin")},
        cwd=hook.parent,
    )
    return done.returncode, done.stdout + done.stderr


SHELLS = [shell for shell in ("/bin/sh", "/bin/dash", "/bin/bash") if os.access(shell, os.X_OK)]
INPUT = "refs/heads/a  1 refs/heads/a 2\n\\n refs/heads/b 3 4\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_both_hooks_are_given_the_same_input(hook: Path, shell: str) -> None:
    seen = hook.parents[1]
    reads = ('while IFS= read -r l; do printf "%s\\n" "$l"; done >"$OUT"', "exit $CODE")
    earlier = hook.with_name("pre-push.before-patchcritic")
    write_program(earlier, f"OUT={seen}/first CODE=0", f'echo "$1|$2" >{seen}/first-args', *reads)
    python = hook.parents[1] / "bin" / "python"
    write_program(python, f"OUT={seen}/second CODE=3", f'printf "%s," "$@" >{seen}/args', *reads)
    hook.write_text(make(python=str(python)), encoding="utf-8")
    code, _ = run(hook, "origin", "with blank", stdin=INPUT, shell=shell)
    assert code == 3
    assert (seen / "first").read_text(encoding="utf-8") == INPUT
    assert (seen / "second").read_text(encoding="utf-8") == INPUT
    assert (seen / "first-args").read_text(encoding="utf-8") == "origin|with blank\n"
    arguments = (seen / "args").read_text(encoding="utf-8")
    assert arguments.startswith("-P,-c,import sys")
    assert arguments.endswith(",hook,run,--model,a b,pre-push,--,origin,with blank,")


@pytest.mark.parametrize("kind", HookKind)
def test_the_earlier_hooks_refusal_is_the_refusal(hook: Path, kind: HookKind) -> None:
    python = hook.parents[1] / "bin" / "python"
    write_program(python, "echo asked")
    write_program(hook.with_name(f"{kind}.before-patchcritic"), "echo no", "exit 7")
    hook.write_text(make(kind, python=str(python)), encoding="utf-8")
    hook.chmod(0o755)
    assert run(hook) == (7, "no\n")


def test_an_earlier_hook_without_execute_bit_is_left_alone_as_git_does(hook: Path) -> None:
    earlier = hook.with_name("pre-push.before-patchcritic")
    write_program(earlier, "exit 7")
    earlier.chmod(0o644)
    python = hook.parents[1] / "bin" / "python"
    write_program(python, "exit 0")
    hook.write_text(make(python=str(python)), encoding="utf-8")
    hook.chmod(0o755)
    assert run(hook) == (0, "")


@pytest.mark.parametrize(("interpreter", "expected"), [("gone", 5), ("without-package", 5)])
def test_patchcritic_on_the_path_stands_in(hook: Path, interpreter: str, expected: int) -> None:
    if interpreter == "without-package":
        write_program(hook.parents[1] / interpreter, "exit 86")
    write_program(hook.parents[1] / "bin" / "patchcritic", "exit 5")
    script = make(HookKind.PRE_COMMIT, python=str(hook.parents[1] / interpreter))
    hook.write_text(script, encoding="utf-8")
    hook.chmod(0o755)
    assert run(hook)[0] == expected


@pytest.mark.parametrize(("blocks", "expected"), [(False, 0), (True, 4)])
def test_nothing_to_run_is_said(hook: Path, blocks: bool, expected: int) -> None:
    hook.write_text(make(blocks=blocks), encoding="utf-8")
    hook.chmod(0o755)
    code, said = run(hook)
    assert code == expected
    assert "patchcritic: no verdict" in said
    assert PYTHON in said
    assert str(hook) in said
