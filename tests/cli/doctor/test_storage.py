from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.cli.doctor import storage
from patchcritic.cli.doctor.nouns import State


def test_a_cache_that_is_not_there_yet(tmp_path: Path) -> None:
    check = storage.check_cache()
    assert check.state is State.OK
    assert check.details["bytes"] == 0
    assert not (tmp_path / "cache").exists()


def test_a_cache_in_use(tmp_path: Path) -> None:
    folder = tmp_path / "cache" / "models"
    folder.mkdir(parents=True)
    (folder / "weights").write_bytes(bytes(1_500_000))
    (folder / "link").symlink_to(tmp_path)
    check = storage.check_cache()
    assert check.state is State.OK
    assert "1.5 MB, writable" in check.message
    assert sorted(path.name for path in folder.iterdir()) == ["link", "weights"]


@pytest.mark.parametrize("below", ["", "deeper"])
def test_a_file_in_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "file" / below))
    check = storage.check_cache()
    assert check.state is State.WARN
    assert f"{tmp_path / 'file'} is no folder" in check.message
    assert "PATCHCRITIC_CACHE_DIR" in check.message


def test_a_folder_that_nobody_may_write() -> None:
    # The kernel's own folder refuses even root.
    folder = Path("/proc/self")
    if not folder.is_dir():
        pytest.skip("there is no /proc")
    assert storage.find_write_problem(folder)


def test_a_disk_that_is_almost_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage, "LOW_BYTES", float("inf"))
    check = storage.check_cache()
    assert check.state is State.WARN
    assert "make room" in check.message
