"""A desk on which every command of the documentation can be typed, and what stands there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.dataset import write_mined

ROOT = Path(__file__).resolve().parents[2]
SCRIPTED = f"scripted:{ROOT / 'fixtures' / 'scripted' / 'all-pass.jsonl'}"


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A real HTTP server that answers as OpenAI's would."""
    command = [sys.executable, str(ROOT / "tests" / "httpserver")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
        server.terminate()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with a feature on top of main, two tags, patches and something staged."""
    top = tmp_path_factory.mktemp("desk") / "work"
    make_repo = str(ROOT / "fixtures" / "make_repo.py")
    for dest in (top, top / "openhours"):
        subprocess.run([sys.executable, make_repo, str(dest)], check=True, capture_output=True)
    patches = ROOT / "fixtures" / "patches"
    for patch in patches.glob("*.patch"):
        shutil.copy(patch, top)
    for name, patch_name in (
        ("change", "interval-overlap"),
        ("a", "interval-overlap"),
        ("b", "docstrings"),
    ):
        shutil.copy(patches / f"{patch_name}.patch", top / f"{name}.patch")
    for words in (
        "config user.name A",
        "config user.email a@example.org",
        "tag v1.2",
        "checkout -q -b feature",
        "apply --index format-clock.patch",
        "commit -q -m feature",
        "tag v1.3",
        "apply --index calendar-lookup.patch",
    ):
        subprocess.run(["git", "-C", str(top), *words.split()], check=True)
    mined = top / "mined"
    git = ["git", "-C", str(top / "openhours"), "rev-parse", "HEAD"]
    commit = subprocess.run(git, check=True, capture_output=True, encoding="utf-8").stdout.strip()
    write_mined(mined, fixtures=ROOT / "fixtures", repo=top / "openhours", commit=commit)
    for name, target in (
        ("data.jsonl", "dataset.jsonl"),
        ("preds.jsonl", "predictions.jsonl"),
        ("repos", "repos"),
    ):
        (top / name).symlink_to(mined / target)
    return top


@pytest.fixture
def desk(template: Path, tmp_path: Path) -> Path:
    """A fresh copy of the template, which a page's commands may change."""
    return Path(shutil.copytree(template, tmp_path / "work", symlinks=True))


@pytest.fixture
def typed_environment(server_url: str, tmp_path: Path) -> dict[str, str]:
    """What the commands see: no key but for the local server, no answer but a scripted one."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    bin_folders = (str(ROOT / "tests" / "docs" / "bin"), str(Path(sys.executable).parent))
    return kept | {
        "PATH": os.pathsep.join((*bin_folders, os.environ["PATH"])),
        "COLUMNS": "96",
        "OPENAI_API_KEY": "not-a-key",
        "PATCHCRITIC_API_BASE": server_url,
        "PATCHCRITIC_CACHE_DIR": str(tmp_path / "cache"),
        "PATCHCRITIC_MODEL": SCRIPTED,
        "PATCHCRITIC_PRICE": "1,5",
    }
