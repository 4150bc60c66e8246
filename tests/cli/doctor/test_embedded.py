from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from patchcritic.cli.doctor import embedded
from patchcritic.cli.doctor.nouns import State
from patchcritic.errors import UsageProblem
from patchcritic.models import default_local_model, find_model, model_path, models_dir

USERS_CACHE = os.environ.get("PATCHCRITIC_CACHE_DIR")


def put_weights(n_bytes: int) -> Path:
    models_dir().mkdir(parents=True)
    path = model_path(default_local_model())
    with path.open("wb") as file:
        file.write(b"GGUF")
        file.truncate(n_bytes)
    return path


def test_weights_that_are_not_here() -> None:
    checks = embedded.check_embedded("local")
    assert [check.name for check in checks] == ["weights", "llama.cpp"]
    assert checks[0].state is State.FAIL
    assert "patchcritic models pull 0.5b" in checks[0].message


def test_weights_that_are_whole() -> None:
    path = put_weights(default_local_model().size)
    check = embedded.check_weights("local:0.5b")
    assert (check.state, check.details["path"]) == (State.OK, str(path))


def test_weights_of_another_size() -> None:
    put_weights(1000)
    check = embedded.check_weights("local")
    assert check.state is State.FAIL
    assert "1,000 bytes instead of 491,400,064" in check.message


def test_a_file_of_ones_own_that_is_absent(tmp_path: Path) -> None:
    assert embedded.check_weights(f"{tmp_path}/my.gguf").state is State.FAIL


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(UsageProblem, match="choose one of"):
        embedded.check_weights("local:7b")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGILL)", "with SIGILL when it is loaded"),
        ("raise ModuleNotFoundError(\"No module named 'xllamacpp'\")", "pip install 'patchcritic"),
        ("raise ImportError('libgomp.so.1: no such file')", r"ImportError: libgomp.so.1: no such"),
        ("raise SystemExit(1)", "no reason given"),
    ],
)
def test_llama_that_does_not_load(code: str, words: str) -> None:
    check = embedded.check_llama((sys.executable, "-c", f"{code}\n", "-c"))
    assert check.state is State.FAIL
    assert words in check.message


def test_a_small_model_is_timed(tiny_weights: Path) -> None:
    checks = embedded.check_embedded(str(tiny_weights), n_threads=1)
    assert [(check.name, check.state) for check in checks] == [
        ("weights", State.OK),
        ("llama.cpp", State.OK),
        ("speed", State.OK),
    ]
    speed = checks[-1].details
    assert speed["read_tokens_per_s"] > 0
    assert speed["written_tokens_per_s"] > 0
    assert speed["n_threads"] == 1


def test_weights_that_llama_refuses(tmp_path: Path) -> None:
    pytest.importorskip("xllamacpp", reason="the extra [local] is not installed")
    path = tmp_path / "cut.gguf"
    path.write_bytes(b"GGUF\x03\0\0\0")
    check = embedded.measure_speed(path, n_threads=1)
    assert check.state is State.FAIL
    assert "llama.cpp cannot load" in check.message


@pytest.mark.weights
def test_the_default_model_is_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    if USERS_CACHE is None:
        monkeypatch.delenv("PATCHCRITIC_CACHE_DIR")
    else:
        monkeypatch.setenv("PATCHCRITIC_CACHE_DIR", USERS_CACHE)
    if find_model(default_local_model().name) is None:
        pytest.skip("the 0.5B weights are not here: run `patchcritic models pull 0.5b`")
    *_, speed = embedded.check_embedded("local")
    assert speed.state is State.OK
    assert 0 < speed.details["written_tokens_per_s"] < speed.details["read_tokens_per_s"]
