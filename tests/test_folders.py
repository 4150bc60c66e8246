from __future__ import annotations

import stat
import subprocess
from pathlib import Path

import pytest

from patchcritic.folders import cache_dir, leaves_repository, make_private_dir


def test_the_environment_names_the_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "mine"))
    assert cache_dir() == tmp_path / "mine"
    assert not (tmp_path / "mine").exists()


@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", blank)
    assert cache_dir().name == "patchcritic"
    assert cache_dir().is_absolute()


def test_a_relative_folder_is_made_absolute(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", "here")
    assert cache_dir() == tmp_path / "here"


def test_a_new_folder_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    make_private_dir(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_an_existing_folder_keeps_its_mode(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o755)
    make_private_dir(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_which_paths_leave(tmp_path: Path) -> None:
    repo = tmp_path / "repo"
    (repo / "sub").mkdir(parents=True)
    subprocess.run(["git", "init", "-q", repo], check=True)
    (tmp_path / "far.txt").write_text("x", encoding="utf-8")
    (repo / "near.txt").write_text("x", encoding="utf-8")
    (repo / "out").symlink_to(tmp_path / "far.txt")
    (repo / "in").symlink_to("near.txt")
    (repo / "loop").symlink_to("loop")
    (repo / "sub" / "up").symlink_to("../../far.txt")
    (tmp_path / "elsewhere").symlink_to("far.txt")

    leaving = {path.name for path in (*repo.iterdir(), *(repo / "sub").iterdir()) if
               path.is_symlink() and leaves_repository(path)}  # fmt: skip

    assert leaving == {"out", "up"}
    assert not leaves_repository(repo / "absent.txt")
    assert not leaves_repository(tmp_path / "elsewhere")
