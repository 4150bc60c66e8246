from __future__ import annotations

from pathlib import Path

import pytest

from patchcritic.errors import ModelUnavailable, UsageProblem
from patchcritic.models import (
    KnownModel,
    find_model,
    known_model,
    model_path,
    models_dir,
    partial_path,
    remove_model,
    require_model,
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def write(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_models_lie_under_the_cache_folder(own_cache: Path) -> None:
    assert models_dir() == own_cache / "models"
    assert not own_cache.exists()


def test_without_override_they_lie_in_the_users_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PATCHCRITIC_CACHE_DIR")
    assert models_dir().parts[-2:] == ("patchcritic", "models")


def test_known_weights_are_found_once_they_are_there() -> None:
    model = known_model("0.5b")
    assert find_model("0.5b") is None
    path = write(model_path(model), b"GGUF and more")
    assert find_model("0.5b") == find_model(model.name) == require_model("0.5B") == path


def test_any_gguf_file_will_do(tmp_path: Path) -> None:
    path = write(tmp_path / "own.gguf", b"GGUF\x03\0\0\0")
    assert find_model(str(path)) == path
    assert find_model(str(tmp_path / "other.gguf")) is None


@pytest.mark.parametrize("data", [b"", b"GGU", b"PK\x03\x04 a zip", b"<html>"])
def test_other_formats_are_refused_by_name(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path / "own.gguf", data)
    with pytest.raises(ModelUnavailable, match=r"own\.gguf is not in GGUF format"):
        find_model(str(path))


def test_absent_weights_name_the_command() -> None:
    with pytest.raises(ModelUnavailable, match=r"`patchcritic models pull 1\.5b` \(1,117 MB\)"):
        require_model("1.5b")


def test_an_absent_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailable, match=r"no model file .*none\.gguf"):
        require_model(str(tmp_path / "none.gguf"))


def test_an_unknown_name_lists_the_choices() -> None:
    with pytest.raises(UsageProblem, match=r"'7b'.*\(0\.5b\).*\(1\.5b\)"):
        known_model("7b")


def test_remove_takes_the_unfinished_download_too(tiny: KnownModel) -> None:
    paths = write(model_path(tiny), b"GGUF"), write(partial_path(tiny), b"GG")
    assert remove_model(tiny) == 6
    assert not any(path.exists() for path in paths)
    assert remove_model(tiny) == 0
