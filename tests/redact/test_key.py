"""The installation's key is made once, for its owner alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.redact import keep_key, local_key
from patchcritic.redact.key import digest


def test_it_is_kept_on_demand_for_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "cache"
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(folder))
    drawn = local_key()
    assert len(drawn) == 32
    assert not folder.exists()

    keep_key()
    keep_key()

    assert (folder / "key").read_bytes() == drawn == local_key()
    assert (folder / "key").stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_kept_one_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path))
    (tmp_path / "key").write_bytes(b"k" * 32)
    assert local_key() == b"k" * 32


@pytest.mark.parametrize("kept", [b"", b"short"])
def test_a_damaged_one_is_not_used(
    kept: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path))
    (tmp_path / "key").write_bytes(kept)
    assert len(local_key()) == 32
    assert local_key() == local_key()


def test_a_link_in_its_place_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "key").symlink_to(tmp_path / "elsewhere")
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    keep_key()
    assert not (tmp_path / "elsewhere").exists()


def test_digests_depend_on_key_and_text() -> None:
    digests = {digest(key, text, 6) for key in (b"a", b"b") for text in ("x", "y")}
    assert len(digests) == 4
    assert all(len(one) == 6 and one.isalnum() for one in digests)
