from __future__ import annotations

import os
from pathlib import Path

import pytest

from patchcritic.errors import UsageProblem
from patchcritic.hooks.install import install_hook, uninstall_hook
from patchcritic.hooks.kinds import HookKind
from patchcritic.hooks.script import render_script
from patchcritic.hooks.state import State, read_state

KIND = HookKind.PRE_PUSH
SCRIPT = render_script(KIND, python="/usr/bin/python3", options=(), blocks=False)
OTHER = render_script(KIND, python="/usr/bin/python3", options=("--max-time", "9"), blocks=False)
FOREIGN = b"#!/bin/bash\n\xff not text\r\nexit 0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "hooks"


def put_foreign(folder: Path, mode: int = 0o755) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / KIND
    path.write_bytes(FOREIGN)
    path.chmod(mode)
    return path


def test_into_a_folder_that_is_not_there_yet(folder: Path) -> None:
    assert install_hook(folder, KIND, SCRIPT) == ()
    assert (folder / KIND).read_text(encoding="utf-8") == SCRIPT
    assert os.access(folder / KIND, os.X_OK)
    assert uninstall_hook(folder, KIND) == (f"removed {folder / KIND}",)
    assert list(folder.iterdir()) == []


def test_a_second_install_replaces_our_own(folder: Path) -> None:
    install_hook(folder, KIND, SCRIPT)
    assert install_hook(folder, KIND, OTHER) == ()
    assert [path.name for path in folder.iterdir()] == [KIND]
    assert (folder / KIND).read_text(encoding="utf-8") == OTHER


@pytest.mark.parametrize("mode", [0o755, 0o700, 0o644])
def test_a_foreign_hook_comes_back_as_it_was(folder: Path, mode: int) -> None:
    path = put_foreign(folder, mode)
    before = path.stat()
    notes = install_hook(folder, KIND, SCRIPT)
    assert "pre-push.before-patchcritic" in notes[0]
    assert ("no execute bit" in notes[0]) == (mode == 0o644)
    install_hook(folder, KIND, OTHER)
    assert (folder / f"{KIND}.before-patchcritic").read_bytes() == FOREIGN
    uninstall_hook(folder, KIND)
    after = path.stat()
    assert path.read_bytes() == FOREIGN
    assert (after.st_mode, after.st_mtime_ns) == (before.st_mode, before.st_mtime_ns)
    assert [entry.name for entry in folder.iterdir()] == [KIND]


@pytest.mark.parametrize("target", ["../scripts/hook", "nowhere"])
def test_a_link_stays_a_link(folder: Path, target: str) -> None:
    folder.mkdir()
    (folder.parent / "scripts").mkdir()
    (folder.parent / "scripts" / "hook").write_bytes(FOREIGN)
    (folder / KIND).symlink_to(target)
    install_hook(folder, KIND, SCRIPT)
    assert (folder / KIND).read_text(encoding="utf-8") == SCRIPT
    uninstall_hook(folder, KIND)
    assert str((folder / KIND).readlink()) == target
    assert (folder.parent / "scripts" / "hook").read_bytes() == FOREIGN


def test_an_edited_script_is_kept(folder: Path) -> None:
    install_hook(folder, KIND, SCRIPT)
    for number in (1, 2):
        (folder / KIND).write_text(f"{SCRIPT}echo {number}\n", encoding="utf-8")
        assert read_state(folder, KIND).state is State.EDITED
        (note,) = install_hook(folder, KIND, SCRIPT)
        assert f"pre-push.edited-{number}" in note
        kept = (folder / f"pre-push.edited-{number}").read_text(encoding="utf-8")
        assert kept.endswith(f"echo {number}\n")
    (folder / KIND).write_text(f"{SCRIPT}echo 3\n", encoding="utf-8")
    assert "pre-push.edited-3" in uninstall_hook(folder, KIND)[0]
    assert not (folder / KIND).exists()


def test_pre_commit_took_our_place_and_runs_us(folder: Path) -> None:
    """It moves what it finds to ``.legacy``; to install again would run the hook twice."""
    put_foreign(folder)
    install_hook(folder, KIND, SCRIPT)
    (folder / KIND).rename(folder / f"{KIND}.legacy")
    put_foreign(folder)
    assert read_state(folder, KIND).describe() == "another's, which runs ours as pre-push.legacy"
    before = sorted(folder.iterdir())
    with pytest.raises(UsageProblem, match=r"runs our hook already, as pre-push\.legacy"):
        install_hook(folder, KIND, SCRIPT)
    with pytest.raises(UsageProblem, match=r"no longer ours, so it stays"):
        uninstall_hook(folder, KIND)
    assert sorted(folder.iterdir()) == before


def test_two_foreign_hooks_are_one_too_many(folder: Path) -> None:
    put_foreign(folder)
    install_hook(folder, KIND, SCRIPT)
    put_foreign(folder)
    with pytest.raises(UsageProblem, match="remove one of them first"):
        install_hook(folder, KIND, SCRIPT)
    with pytest.raises(UsageProblem, match="no longer ours, so it stays"):
        uninstall_hook(folder, KIND)


def test_a_hook_that_lost_its_place_comes_back(folder: Path) -> None:
    path = put_foreign(folder)
    install_hook(folder, KIND, SCRIPT)
    path.unlink()
    assert "put back" in uninstall_hook(folder, KIND)[0]
    assert path.read_bytes() == FOREIGN


def test_a_foreign_hook_alone_is_not_touched(folder: Path) -> None:
    path = put_foreign(folder)
    assert uninstall_hook(folder, KIND) == ()
    assert path.read_bytes() == FOREIGN


@pytest.mark.parametrize("line", ['basename "$0"', "n=${0##*/}"])
def test_a_hook_that_looks_at_its_name_is_pointed_out(folder: Path, line: str) -> None:
    folder.mkdir()
    (folder / KIND).write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
    (folder / KIND).chmod(0o755)
    assert "its own name" in install_hook(folder, KIND, SCRIPT)[1]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageProblem, match="cannot be written"):
        install_hook(tmp_path / "file" / "hooks", KIND, SCRIPT)


def test_states_in_words(folder: Path) -> None:
    assert read_state(folder, KIND).describe() == "not installed"
    path = put_foreign(folder)
    assert read_state(folder, KIND).describe() == "another's"
    script = render_script(KIND, python="/gone/python", options=(), blocks=False)
    install_hook(folder, KIND, script.replace("version 1,", "version 0,"))
    path.chmod(0o644)
    words = read_state(folder, KIND).describe()
    for word in (
        "edited",
        "version 0",
        "not executable",
        "/gone/python is gone",
        "after pre-push.",
    ):
        assert word in words
