"""The wheel alone, outside of the checkout, judges a patch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    dest = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation"]
    command += ["--outdir", str(dest), str(ROOT)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(dest.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean environment with the wheel; returns its console script.

    The dependencies come from this environment through PYTHONPATH, which takes a second instead
    of 40; the wheel's own files come first, and test_prompts_come_from_the_wheel proves it.
    """
    folder = tmp_path_factory.mktemp("clean") / "env"
    venv.create(folder, with_pip=False, symlinks=True)
    scripts = folder / "bin"
    target = sysconfig.get_path("purelib", vars={"base": str(folder), "platbase": str(folder)})
    command = [sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install"]
    command += ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)]
    subprocess.run(command, check=True)
    others = Path(target) / "dependencies.pth"
    others.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts / "patchcritic"


@pytest.fixture
def outside(tmp_path: Path) -> dict[str, str]:
    steering = ("PYTHON", "PATCHCRITIC_", "GIT_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(steering)}
    # What is asked is looked at here; the tracer would leave nothing to ask.
    return kept | {"PATCHCRITIC_CACHE_DIR": str(tmp_path / "cache"), "PATCHCRITIC_TRACER": "off"}


def test_prompts_are_in_the_wheel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for path in (ROOT / "prompts").iterdir():
        assert f"patchcritic/prompts/files/{path.name}" in names
    assert not [name for name in names if name.startswith(("tests/", "fixtures/", "bench/"))]


def test_eval_from_the_wheel(
    installed: Path,
    repo: Path,
    patches: Path,
    script: Callable[[str], str],
    outside: dict[str, str],
) -> None:
    patch = patches / "interval-overlap.patch"
    flags = ("--model", script("interval-overlap"), "--format", "json")
    done = subprocess.run(
        [installed, "eval", "--diff", patch, *flags],
        cwd=repo,
        env=outside,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["verdict"]["label"] == "fail"


def test_prompts_come_from_the_wheel(
    installed: Path, repo: Path, patches: Path, outside: dict[str, str]
) -> None:
    """Change the installed prompt: the change shows, so it is the one that is read."""
    code = "import patchcritic; print(patchcritic.__file__)"
    python = installed.parent / "python"
    where = subprocess.run(
        [python, "-c", code], cwd=repo, env=outside, capture_output=True, encoding="utf-8"
    ).stdout.strip()
    package = Path(where).parent
    assert package.is_relative_to(installed.parents[1])
    prompts = sorted((package / "prompts" / "files").glob("*.md"))
    assert prompts
    for prompt in prompts:
        text = prompt.read_text(encoding="utf-8")
        prompt.write_text(
            text.replace("=== system\n", "=== system\nFrom the wheel.\n"), encoding="utf-8"
        )
    node_id = "tests/test_clock.py::test_format_clock[0-00:00]"
    change = ("--diff", patches / "format-clock.patch", "--show-prompt", node_id)
    done = subprocess.run(
        [installed, "eval", *change, "--model", "local"],
        cwd=repo,
        env=outside,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "From the wheel." in done.stdout
